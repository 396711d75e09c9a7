using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>What a program wants to happen next on its lane.</summary>
public readonly record struct Decision
{
    private Decision(bool finished, bool usesPolicy, StepMode mode, EpisodeEnd end, AttemptReason reason)
    {
        IsFinished = finished;
        UsesPolicy = usesPolicy;
        Mode = mode;
        End = end;
        Reason = reason;
    }

    /// <summary>The attempt is over.</summary>
    public bool IsFinished { get; }

    /// <summary>The policy is to choose the action.</summary>
    public bool UsesPolicy { get; }

    /// <summary>Who chose the action.</summary>
    public StepMode Mode { get; }

    /// <summary>Why the episode ended.</summary>
    public EpisodeEnd End { get; }

    /// <summary>What decided the attempt.</summary>
    public AttemptReason Reason { get; }

    /// <summary>Let the policy act.</summary>
    public static Decision AskPolicy { get; } = new(false, true, StepMode.Policy, default, default);

    /// <summary>Carry out the action that was written into the attempt.</summary>
    public static Decision Act(StepMode mode) => new(false, false, mode, default, default);

    /// <summary>Finish and keep the episode.</summary>
    public static Decision Keep() => new(true, false, default, EpisodeEnd.Success, AttemptReason.Kept);

    /// <summary>Finish without keeping it.</summary>
    public static Decision Drop(EpisodeEnd end, AttemptReason reason) => new(true, false, default, end, reason);
}

/// <summary>Decides, control step by control step, who acts on one lane and when an attempt is over.</summary>
/// <remarks>One instance per lane, used by its worker alone.</remarks>
public abstract class AttemptProgram
{
    /// <summary>What kind of episodes it makes.</summary>
    public abstract EpisodeKind Kind { get; }

    /// <summary>Whether it ever asks a policy.</summary>
    public virtual bool UsesPolicy => false;

    /// <summary>A new attempt begins; the lane has been reset.</summary>
    public abstract void Begin(Attempt attempt);

    /// <summary>Chooses what happens next; writes <see cref="Attempt.Action"/> unless the policy is asked.</summary>
    public Decision Next(Attempt attempt)
    {
        if (attempt.Environment.HasDiverged)
            return Decision.Drop(EpisodeEnd.Diverged, AttemptReason.Diverged);
        Decision decision = Decide(attempt);
        return !decision.IsFinished && attempt.Steps >= attempt.Horizon
            ? Decision.Drop(EpisodeEnd.Horizon, AttemptReason.Horizon)
            : decision;
    }

    /// <summary>Called after the policy's memory has to be forgotten: it takes the lane over anew.</summary>
    /// <returns>Whether the policy's next action is the first since somebody else acted.</returns>
    public virtual bool TakeHandback() => false;

    /// <summary>The program's own choice; horizon and divergence are handled by the caller.</summary>
    protected abstract Decision Decide(Attempt attempt);
}
