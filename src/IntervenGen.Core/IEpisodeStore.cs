namespace IntervenGen.Core;

/// <summary>Receives finished attempts, in attempt order.</summary>
public interface IEpisodeSink
{
    /// <summary>Index of the next attempt to make: the number of attempts already stored by an earlier, interrupted run.</summary>
    long NextAttempt { get; }

    /// <summary>Number of successful episodes already kept.</summary>
    int KeptCount { get; }

    /// <summary>Whether steps are stored; if not, none are recorded.</summary>
    bool KeepsSteps => true;

    /// <summary>Whether the steps of failed attempts are kept too, for inspection; by default only successful ones are.</summary>
    bool KeepsFailures => false;

    /// <summary>Appends one attempt; once this returns, the attempt survives the end of the process, even a kill.</summary>
    /// <param name="summary">The outcome; its attempt index must be <see cref="NextAttempt"/>.</param>
    /// <param name="episode">The steps, or null if they are not kept.</param>
    void Append(in EpisodeSummary summary, EpisodeBuffer? episode);
}

/// <summary>Stored episodes, read by index.</summary>
public interface IEpisodeSource
{
    /// <summary>Name of the task.</summary>
    string Task { get; }

    /// <summary>Byte offsets of a step's fields.</summary>
    EpisodeLayout Layout { get; }

    /// <summary>Number of episodes that have steps.</summary>
    int Count { get; }

    /// <summary>The outcome of one stored episode.</summary>
    EpisodeSummary Summary(int episode);

    /// <summary>Describes an episode for messages: its dataset and its index there.</summary>
    string Describe(int episode) => $"the source dataset for '{Task}', episode {episode}";

    /// <summary>Reads all steps of an episode, verified against its hash.</summary>
    /// <exception cref="EpisodeFormatException">The bytes do not match their hash.</exception>
    EpisodeBuffer Read(int episode);
}
