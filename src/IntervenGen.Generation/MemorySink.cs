using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>Keeps outcomes in memory, without steps: for evaluations and tests.</summary>
public sealed class MemorySink : IEpisodeSink
{
    private readonly List<EpisodeSummary> _summaries = [];

    /// <summary>Outcomes of the attempts, in attempt order.</summary>
    public IReadOnlyList<EpisodeSummary> Summaries => _summaries;

    /// <inheritdoc/>
    public bool KeepsSteps => false;

    /// <inheritdoc/>
    public long NextAttempt => _summaries.Count;

    /// <inheritdoc/>
    public int KeptCount { get; private set; }

    /// <inheritdoc/>
    public void Append(in EpisodeSummary summary, EpisodeBuffer? episode)
    {
        if (summary.Attempt != NextAttempt)
            throw new ArgumentException($"attempt {summary.Attempt} was handed in, expected {NextAttempt}", nameof(summary));
        _summaries.Add(summary);
        KeptCount += summary.Reason == AttemptReason.Kept ? 1 : 0;
    }
}
