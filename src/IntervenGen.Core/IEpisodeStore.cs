namespace IntervenGen.Core;

/// <summary>Where finished attempts go, in attempt order.</summary>
public interface IEpisodeSink
{
    /// <summary>Attempts already kept from an earlier, interrupted run: the next one to make has this index.</summary>
    long NextAttempt { get; }

    /// <summary>Successes already kept.</summary>
    int KeptCount { get; }

    /// <summary>Whether steps are wanted at all; where not, none are recorded.</summary>
    bool KeepsSteps => true;

    /// <summary>Whether failed attempts are to be kept with their steps too, to be looked at; by default only successes are.</summary>
    bool KeepsFailures => false;

    /// <summary>Appends one attempt; once it returns, the attempt survives the death of the process.</summary>
    /// <param name="summary">The outcome; its attempt index must be <see cref="NextAttempt"/>.</param>
    /// <param name="episode">The steps, or null where they are not kept.</param>
    void Append(in EpisodeSummary summary, EpisodeBuffer? episode);
}

/// <summary>Stored episodes, read by index.</summary>
public interface IEpisodeSource
{
    /// <summary>The task's name.</summary>
    string Task { get; }

    /// <summary>Where each field lies.</summary>
    EpisodeLayout Layout { get; }

    /// <summary>Episodes with steps.</summary>
    int Count { get; }

    /// <summary>Outcome of one stored episode.</summary>
    EpisodeSummary Summary(int episode);

    /// <summary>Names an episode for messages: where it lies and which one it is there.</summary>
    string Describe(int episode) => $"the source dataset for '{Task}', episode {episode}";

    /// <summary>Reads all steps of an episode, verified against its hash.</summary>
    /// <exception cref="EpisodeFormatException">The bytes do not match their hash.</exception>
    EpisodeBuffer Read(int episode);
}
