using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>A world as somebody sees it who takes beliefs for the truth, until they are revealed.</summary>
/// <remarks>A scripted operator who acts in it makes the mistake that a policy without recoveries makes.</remarks>
/// <param name="world">The world; <see cref="Share"/> says how wrong it seems.</param>
public sealed class MistakenView(IEnvironment world) : IEnvironment
{
    private Pose[]? _trueFromSeen;

    /// <summary>How far what seems true is from the truth, as a share of the belief's error: 1 is the belief.</summary>
    public double Share { get; set; } = 1;

    /// <inheritdoc/>
    public TaskSpec Spec => world.Spec;

    /// <inheritdoc/>
    public bool HasDiverged => world.HasDiverged;

    /// <inheritdoc/>
    public bool IsRecoverable => world.IsRecoverable;

    /// <inheritdoc/>
    public Pose WorldFromEef => world.WorldFromEef;

    /// <inheritdoc/>
    public (double First, double Second) Fingers => world.Fingers;

    /// <inheritdoc/>
    public bool TriggerContact => world.TriggerContact;

    /// <inheritdoc/>
    public Vec3 TriggerPosition => world.TriggerPosition;

    /// <inheritdoc/>
    public bool IsRevealed => world.IsRevealed;

    /// <inheritdoc/>
    public bool IsSuccess => world.IsSuccess;

    /// <summary>Keeps to what seems true now, also once the truth is revealed.</summary>
    public void Insist()
    {
        _trueFromSeen ??= new Pose[world.Spec.Objects.Count];
        for (int obj = 0; obj < _trueFromSeen.Length; obj++)
            _trueFromSeen[obj] = world.TruePose(obj).Inverse() * Seen(obj);
    }

    /// <inheritdoc/>
    /// <remarks>The believed pose, or one on the line through it and the true one.</remarks>
    public Pose TruePose(int obj) =>
        _trueFromSeen is { } errors && world.IsRevealed ? (world.TruePose(obj) * errors[obj]).Normalized : Seen(obj);

    private Pose Seen(int obj)
    {
        Pose believed = world.BelievedPose(obj);
        if (Share == 1)
            return believed;
        Vec3 truth = world.TruePose(obj).Position;
        return believed with { Position = truth + (Share * (believed.Position - truth)) };
    }

    /// <inheritdoc/>
    public Pose BelievedPose(int obj) => world.BelievedPose(obj);

    /// <inheritdoc/>
    public void Reset(in EpisodeKey key) => world.Reset(key);

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<float> action) => world.Step(action);

    /// <inheritdoc/>
    public void Believe(int obj, in Pose worldFromObject) => world.Believe(obj, worldFromObject);

    /// <inheritdoc/>
    public bool IsSubtaskDone(int subtask) => world.IsSubtaskDone(subtask);

    /// <inheritdoc/>
    public void ActionToward(in Pose worldFromTarget, float gripper, Span<float> action) =>
        world.ActionToward(worldFromTarget, gripper, action);

    /// <inheritdoc/>
    public Pose TargetOf(ReadOnlySpan<float> action) => world.TargetOf(action);

    /// <inheritdoc/>
    public void Observe(Span<float> observation) => world.Observe(observation);

    /// <inheritdoc/>
    public void SaveState(Span<double> state) => world.SaveState(state);

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<double> state) => world.RestoreState(state);
}
