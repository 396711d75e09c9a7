using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>Decides, at every control step, who acts on one lane and when an attempt is over.</summary>
/// <remarks>One instance per lane, used only by the worker that owns the lane.</remarks>
public abstract class AttemptProgram
{
    /// <summary>The kind of the episodes it makes.</summary>
    public abstract EpisodeKind Kind { get; }

    /// <summary>Whether the program ever asks a policy.</summary>
    public virtual bool UsesPolicy => false;

    /// <summary>Starts a new attempt; the lane has been reset.</summary>
    public abstract void Begin(Attempt attempt);

    /// <summary>Decides the next step; writes <see cref="Attempt.Action"/> unless the policy is asked.</summary>
    /// <remarks>
    /// Call it exactly once per control step: it advances the program. Ends every attempt at its horizon, and after a physics
    /// warning.
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

    /// <summary>Whether <see cref="Review"/> is called on every action of the policy before it is carried out.</summary>
    public virtual bool ReviewsActions => false;

    /// <summary>Decides what becomes of the action that the policy has just written into <see cref="Attempt.Action"/>.</summary>
    /// <returns>The policy's decision again, or that of another actor, whose action is then in the attempt; never the end.</returns>
    public virtual Decision Review(Attempt attempt) => Decision.AskPolicy;

    /// <summary>The program's own decision; the caller has already handled horizon and divergence.</summary>
    protected abstract Decision Decide(Attempt attempt);
}
