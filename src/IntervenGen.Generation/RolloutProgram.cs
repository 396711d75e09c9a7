using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>A policy acts alone until it succeeds or reaches its horizon: an evaluation rollout.</summary>
public sealed class RolloutProgram : AttemptProgram
{
    /// <inheritdoc/>
    public override EpisodeKind Kind => EpisodeKind.Rollout;

    /// <inheritdoc/>
    public override bool UsesPolicy => true;

    /// <inheritdoc/>
    public override void Begin(Attempt attempt)
    {
    }

    /// <inheritdoc/>
    protected override Decision Decide(Attempt attempt)
    {
        if (attempt.Environment.IsSuccess)
            return Decision.Keep();
        return attempt.Environment.IsRecoverable
            ? Decision.AskPolicy
            : Decision.Drop(EpisodeEnd.Failure, AttemptReason.ObjectLost);
    }
}
