using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>Which attempts a run makes, and when it stops.</summary>
/// <param name="Successes">Number of episodes to keep, including those of an earlier, interrupted run.</param>
/// <param name="Attempts">Largest number of attempts, including those of an earlier, interrupted run.</param>
/// <param name="Horizon">Largest number of control steps of an attempt; null for the task's own horizon. A person at a device
/// needs more than a script.</param>
public readonly record struct RunLimits(int Successes, long Attempts, int? Horizon = null)
{
    /// <summary>Limits for the attempts of one part of a run.</summary>
    /// <param name="successes">Number of episodes to keep.</param>
    /// <param name="span">The attempts of the part.</param>
    /// <param name="horizon">Largest number of control steps of an attempt; null for the task's own horizon.</param>
    public RunLimits(int successes, AttemptSpan span, int? horizon = null)
        : this(successes, span.Count, horizon) => FirstAttempt = span.First;

    /// <summary>Number of the first attempt within the whole run; 0 unless this is a part of it.</summary>
    public long FirstAttempt { get; init; }

    /// <summary>The attempts of the whole run that are made here.</summary>
    public AttemptSpan Span => new(FirstAttempt, Attempts);
}
