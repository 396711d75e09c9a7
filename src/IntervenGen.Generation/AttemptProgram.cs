using IntervenGen.Core;

namespace IntervenGen.Generation;

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
    /// <remarks>
    /// Call it once per control step: to choose is to move on. Ends every attempt at its horizon, and after a physics warning.
    /// </remarks>
    public Decision Next(Attempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        if (attempt.Environment.HasDiverged)
            return Decision.Drop(EpisodeEnd.Diverged, AttemptReason.Diverged);
        Decision decision = Decide(attempt);
        return !decision.IsFinished && !attempt.HasStepsLeft
            ? Decision.Drop(EpisodeEnd.Horizon, AttemptReason.Horizon)
            : decision;
    }

    /// <summary>The program's own choice; horizon and divergence are handled by the caller.</summary>
    protected abstract Decision Decide(Attempt attempt);
}
