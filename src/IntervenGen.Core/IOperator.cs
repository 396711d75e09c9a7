namespace IntervenGen.Core;

/// <summary>Whoever demonstrates and corrects: a person at a device, or a scripted operator.</summary>
/// <remarks>Belongs to one lane. Sees the true state; every step of its data carries <see cref="Label"/>.</remarks>
public interface IOperator
{
    /// <summary>Kind of operator: <c>scripted</c> or <c>human</c>.</summary>
    string Label { get; }

    /// <summary>Starts a new episode.</summary>
    void Begin(IEnvironment environment, in EpisodeKey key);

    /// <summary>Whether the operator takes over from the policy at this step; called before each of the policy's steps.</summary>
    bool WantsControl(IEnvironment environment);

    /// <summary>Writes the operator's own action; returns false once the operator is done, or gives up.</summary>
    /// <param name="environment">The lane to act on.</param>
    /// <param name="action">The action, shape [action size], components in [−1, 1].</param>
    bool Act(IEnvironment environment, Span<float> action);
}
