using IntervenGen.Numerics;

namespace IntervenGen.Core;

/// <summary>A world as an operator sees and moves it: everything is passed on, and what differs is overridden.</summary>
/// <remarks>One lane and its thread; allocates nothing.</remarks>
public abstract class OperatorView : IEnvironment
{
    /// <summary>The lane that is seen.</summary>
    protected IEnvironment World { get; set; } = null!;

    /// <inheritdoc/>
    public TaskSpec Spec => World.Spec;

    /// <inheritdoc/>
    public bool HasDiverged => World.HasDiverged;

    /// <inheritdoc/>
    public bool IsRecoverable => World.IsRecoverable;

    /// <inheritdoc/>
    public Pose WorldFromEef => World.WorldFromEef;

    /// <inheritdoc/>
    public (double First, double Second) Fingers => World.Fingers;

    /// <inheritdoc/>
    public bool TriggerContact => World.TriggerContact;

    /// <inheritdoc/>
    public Vec3 TriggerPosition => World.TriggerPosition;

    /// <inheritdoc/>
    public bool IsRevealed => World.IsRevealed;

    /// <inheritdoc/>
    public bool IsSuccess => World.IsSuccess;

    /// <inheritdoc/>
    public IMotionModel? Motion => World.Motion;

    /// <inheritdoc/>
    public virtual Pose TruePose(int obj) => World.TruePose(obj);

    /// <inheritdoc/>
    public Pose BelievedPose(int obj) => World.BelievedPose(obj);

    /// <inheritdoc/>
    public void Reset(in EpisodeKey key) => World.Reset(key);

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<float> action) => World.Step(action);

    /// <inheritdoc/>
    public void Believe(int obj, in Pose worldFromObject) => World.Believe(obj, worldFromObject);

    /// <inheritdoc/>
    public bool IsSubtaskDone(int subtask) => World.IsSubtaskDone(subtask);

    /// <inheritdoc/>
    public virtual void ActionToward(in Pose worldFromTarget, float gripper, Span<float> action) =>
        World.ActionToward(worldFromTarget, gripper, action);

    /// <inheritdoc/>
    public Pose TargetOf(ReadOnlySpan<float> action) => World.TargetOf(action);

    /// <inheritdoc/>
    public void Observe(Span<float> observation) => World.Observe(observation);

    /// <inheritdoc/>
    public void SaveState(Span<double> state) => World.SaveState(state);

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<double> state) => World.RestoreState(state);
}
