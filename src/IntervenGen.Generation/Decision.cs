using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>What a program wants to happen next on its lane.</summary>
public readonly record struct Decision
{
    /// <summary>The attempt is over.</summary>
    public bool IsFinished { get; private init; }

    /// <summary>The policy is to choose the action.</summary>
    public bool UsesPolicy { get; private init; }

    /// <summary>The policy takes over from somebody else: it first forgets what it saw before that.</summary>
    public bool IsHandback { get; private init; }

    /// <summary>Who chose the action.</summary>
    public StepMode Mode { get; private init; }

    /// <summary>Why the episode ended.</summary>
    public EpisodeEnd End { get; private init; }

    /// <summary>What decided the attempt.</summary>
    public AttemptReason Reason { get; private init; }

    /// <summary>Let the policy act.</summary>
    public static Decision AskPolicy => new() { UsesPolicy = true, Mode = StepMode.Policy };

    /// <summary>Let the policy act again, after somebody else has acted since its last step.</summary>
    public static Decision HandBack => AskPolicy with { IsHandback = true };

    /// <summary>Carry out the action that was written into the attempt.</summary>
    /// <param name="mode">Who chose it.</param>
    public static Decision Act(StepMode mode) => new() { Mode = mode };

    /// <summary>Finish and keep the episode.</summary>
    public static Decision Keep() => new() { IsFinished = true, End = EpisodeEnd.Success, Reason = AttemptReason.Kept };

    /// <summary>Finish without keeping it.</summary>
    /// <param name="end">Why the episode ended.</param>
    /// <param name="reason">What decided the attempt.</param>
    public static Decision Drop(EpisodeEnd end, AttemptReason reason) => new() { IsFinished = true, End = end, Reason = reason };

    /// <summary>Finish an attempt whose task is not done; that its object was lost for good explains more than what came of it.</summary>
    /// <param name="environment">The lane.</param>
    /// <param name="reason">What decided the attempt, unless the object was lost.</param>
    public static Decision Fail(IEnvironment environment, AttemptReason reason)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return Drop(EpisodeEnd.Failure, environment.IsRecoverable ? reason : AttemptReason.ObjectLost);
    }
}
