namespace IntervenGen.Core;

/// <summary>The outcome of one attempt; failed attempts have one too, so that success rates and resumption stay exact.</summary>
public readonly record struct EpisodeSummary()
{
    /// <summary>Index of the attempt within its run.</summary>
    public required long Attempt { get; init; }

    /// <summary>Whether it is a demonstration, an intervention or a rollout.</summary>
    public required EpisodeKind Kind { get; init; }

    /// <summary>Why the episode ended.</summary>
    public required EpisodeEnd End { get; init; }

    /// <summary>What decided the outcome of the attempt.</summary>
    public required AttemptReason Reason { get; init; }

    /// <summary>Number of control steps carried out.</summary>
    public required int Steps { get; init; }

    /// <summary>Number of control steps before the first correction; 0 if nothing was corrected.</summary>
    public int MistakeSteps { get; init; }

    /// <summary>Index of the source episode that was replayed; −1 if none was.</summary>
    public int SourceEpisode { get; init; }

    /// <summary>Index of the subtask at which the attempt ended; −1 if unknown, as in datasets written by earlier versions.</summary>
    public int Subtask { get; init; } = -1;
}
