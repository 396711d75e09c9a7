namespace IntervenGen.Core;

/// <summary>The outcome of one attempt, kept for failures too so that rates and resumption stay exact.</summary>
public readonly record struct EpisodeSummary()
{
    /// <summary>Index of the attempt within its run.</summary>
    public required long Attempt { get; init; }

    /// <summary>What kind of episode it was.</summary>
    public required EpisodeKind Kind { get; init; }

    /// <summary>Why it ended.</summary>
    public required EpisodeEnd End { get; init; }

    /// <summary>What decided the attempt.</summary>
    public required AttemptReason Reason { get; init; }

    /// <summary>Control steps carried out.</summary>
    public required int Steps { get; init; }

    /// <summary>Steps before the first correction; 0 where nothing was corrected.</summary>
    public int MistakeSteps { get; init; }

    /// <summary>Index of the source episode that was replayed; −1 where none was.</summary>
    public int SourceEpisode { get; init; }

    /// <summary>Index of the subtask at which it ended; −1 where unknown, as in datasets of before.</summary>
    public int Subtask { get; init; } = -1;
}
