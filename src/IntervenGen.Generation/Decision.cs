using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>A program's decision about the next step on its lane.</summary>
public readonly record struct Decision
{
    /// <summary>Whether the attempt is over.</summary>
    public bool IsFinished { get; private init; }

    /// <summary>Whether the policy chooses the action.</summary>
    public bool UsesPolicy { get; private init; }

    /// <summary>Whether the policy takes over from somebody else, so that its recurrent state is cleared first.</summary>
    public bool IsHandback { get; private init; }

    /// <summary>Who chooses the action.</summary>
    public StepMode Mode { get; private init; }

    /// <summary>Why the episode ended, if it is over.</summary>
    public EpisodeEnd End { get; private init; }

    /// <summary>What decided the outcome of the attempt, if it is over.</summary>
    public AttemptReason Reason { get; private init; }

    /// <summary>The policy acts.</summary>
    public static Decision AskPolicy => new() { UsesPolicy = true, Mode = StepMode.Policy };

    /// <summary>The policy acts again, after somebody else has acted since its last step.</summary>
    public static Decision HandBack => AskPolicy with { IsHandback = true };

    /// <summary>The action already written into the attempt is carried out.</summary>
    /// <param name="mode">Who chose the action.</param>
    public static Decision Act(StepMode mode) => new() { Mode = mode };

    /// <summary>The attempt is over and its episode is kept.</summary>
    public static Decision Keep() => new() { IsFinished = true, End = EpisodeEnd.Success, Reason = AttemptReason.Kept };

    /// <summary>The attempt is over and its episode is not kept.</summary>
    /// <param name="end">Why the episode ended.</param>
    /// <param name="reason">What decided the outcome of the attempt.</param>
    public static Decision Drop(EpisodeEnd end, AttemptReason reason) => new() { IsFinished = true, End = end, Reason = reason };

    /// <summary>
    /// The attempt is over and its task is not done; the reason is the loss of the object if that occurred, since it explains
    /// more.
    /// </summary>
    /// <param name="environment">The lane.</param>
    /// <param name="reason">What decided the outcome, unless the object was lost.</param>
    public static Decision Fail(IEnvironment environment, AttemptReason reason)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return Drop(EpisodeEnd.Failure, environment.IsRecoverable ? reason : AttemptReason.ObjectLost);
    }
}
