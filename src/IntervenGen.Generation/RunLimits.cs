using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>Which attempts a run makes, and when it is over.</summary>
/// <param name="Successes">Episodes to keep, those of an earlier, interrupted run counted in.</param>
/// <param name="Attempts">Attempts at most, likewise.</param>
/// <param name="Horizon">
/// Control steps of an attempt at most; null for the task's own number. A person at a device needs more than a script.
/// </param>
public readonly record struct RunLimits(int Successes, long Attempts, int? Horizon = null)
{
    /// <summary>Makes the attempts of one part of a run.</summary>
    /// <param name="successes">Episodes to keep.</param>
    /// <param name="span">Which attempts.</param>
    /// <param name="horizon">Control steps of an attempt at most; null for the task's own number.</param>
    public RunLimits(int successes, AttemptSpan span, int? horizon = null)
        : this(successes, span.Count, horizon) => FirstAttempt = span.First;

    /// <summary>Number of the first attempt within the whole run; 0 unless these are a part of it.</summary>
    public long FirstAttempt { get; init; }

    /// <summary>Which attempts of the whole run these are.</summary>
    public AttemptSpan Span => new(FirstAttempt, Attempts);
}
