using IntervenGen.Core;

namespace IntervenGen.Tasks.Operators;

/// <summary>A scripted operator who differs from one episode to the next as people do.</summary>
/// <remarks>
/// The operator within acts in a <see cref="VariedView"/>: it sees objects some millimetres off until it touches them, and what it
/// commands is bent and paced by the episode's style. It knows nothing of the robot's belief. One lane; allocates nothing.
/// </remarks>
/// <param name="inner">The task's scripted operator.</param>
public sealed class VariedOperator(IOperator inner) : IOperator
{
    private readonly VariedView _view = new();

    /// <inheritdoc/>
    public string Label => inner.Label + ", varied";

    /// <inheritdoc/>
    public void Begin(IEnvironment environment, in EpisodeKey key)
    {
        _view.Begin(environment, key);
        inner.Begin(_view, key);
    }

    /// <inheritdoc/>
    public bool WantsControl(IEnvironment environment) => inner.WantsControl(_view.Of(environment));

    /// <inheritdoc/>
    public bool Act(IEnvironment environment, Span<float> action)
    {
        _view.Look(environment);
        return inner.Act(_view, action);
    }
}
