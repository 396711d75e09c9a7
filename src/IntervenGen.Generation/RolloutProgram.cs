using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>A policy acts alone until it succeeds or reaches its horizon: an evaluation rollout.</summary>
/// <remarks>
/// With a trigger the robot stops once when it fires and asks where things are (<see cref="IEnvironment.Look"/>); the step of the
/// first question is kept as <see cref="Attempt.MistakeSteps"/>.
/// </remarks>
/// <param name="trigger">Makes the robot ask; one instance per lane. Null for a robot that never does.</param>
public sealed class RolloutProgram(ITrigger? trigger = null) : AttemptProgram
{
    /// <inheritdoc/>
    public override EpisodeKind Kind => EpisodeKind.Rollout;

    /// <inheritdoc/>
    public override bool UsesPolicy => true;

    /// <inheritdoc/>
    public override bool ReviewsActions => trigger is { JudgesActions: true };

    /// <inheritdoc/>
    public override void Begin(Attempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        trigger?.Begin(attempt.Environment, attempt.Key);
    }

    /// <inheritdoc/>
    public override Decision Review(Attempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        if (!HasAsked(attempt) && trigger!.FiresOn(attempt.Environment, attempt.Action, answered: false))
        {
            Ask(attempt);
            // It stands still for the step in which it asks; what is held stays held.
            attempt.Action.AsSpan(0, attempt.Action.Length - 1).Clear();
        }

        return Decision.AskPolicy;
    }

    /// <inheritdoc/>
    protected override Decision Decide(Attempt attempt)
    {
        if (attempt.Environment.IsSuccess)
            return Decision.Keep();
        if (!attempt.Environment.IsRecoverable)
            return Decision.Drop(EpisodeEnd.Failure, AttemptReason.ObjectLost);
        if (trigger is not null && !HasAsked(attempt) && trigger.Fires(attempt.Environment, answered: false))
            Ask(attempt);
        return Decision.AskPolicy;
    }

    private static bool HasAsked(Attempt attempt) => attempt.MistakeSteps > 0;

    private static void Ask(Attempt attempt)
    {
        attempt.Environment.Look();
        // A question before the first step would count as none.
        attempt.MistakeSteps = Math.Max(1, attempt.Steps);
    }
}
