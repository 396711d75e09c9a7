namespace IntervenGen.Core;

/// <summary>Whoever demonstrates and corrects: a person at a device, or a scripted stand-in.</summary>
/// <remarks>Belongs to one lane. Sees the true state; its data is labelled with <see cref="Label"/> everywhere.</remarks>
public interface IOperator
{
    /// <summary><c>scripted</c> or <c>human</c>.</summary>
    string Label { get; }

    /// <summary>A new episode begins.</summary>
    void Begin(IEnvironment environment, in EpisodeKey key);

    /// <summary>Watches a policy drive; true from the step on which the operator takes over.</summary>
    bool WantsControl(IEnvironment environment);

    /// <summary>The operator's own action. False: the operator is done, or gives up.</summary>
    /// <param name="environment">The lane.</param>
    /// <param name="action">Shape [action size].</param>
    bool Act(IEnvironment environment, Span<float> action);
}
