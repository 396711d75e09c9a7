using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen;

/// <summary>A world as somebody sees it who takes beliefs for the truth, until they are revealed.</summary>
/// <remarks>A scripted operator who acts in it makes the mistake that a policy without recoveries makes.</remarks>
internal sealed class MistakenView(IEnvironment world) : IEnvironment
{
    public TaskSpec Spec => world.Spec;

    public bool HasDiverged => world.HasDiverged;

    public bool IsRecoverable => world.IsRecoverable;

    public Pose WorldFromEef => world.WorldFromEef;

    public (double First, double Second) Fingers => world.Fingers;

    public bool TriggerContact => world.TriggerContact;

    public Vec3 TriggerPosition => world.TriggerPosition;

    public bool IsRevealed => world.IsRevealed;

    public bool IsSuccess => world.IsSuccess;

    public Pose TruePose(int obj) => world.BelievedPose(obj);

    public Pose BelievedPose(int obj) => world.BelievedPose(obj);

    public void Reset(in EpisodeKey key) => world.Reset(key);

    public void Step(ReadOnlySpan<float> action) => world.Step(action);

    public void Believe(int obj, in Pose worldFromObject) => world.Believe(obj, worldFromObject);

    public bool IsSubtaskDone(int subtask) => world.IsSubtaskDone(subtask);

    public void ActionToward(in Pose worldFromTarget, float gripper, Span<float> action) =>
        world.ActionToward(worldFromTarget, gripper, action);

    public Pose TargetOf(ReadOnlySpan<float> action) => world.TargetOf(action);

    public void Observe(Span<float> observation) => world.Observe(observation);

    public void SaveState(Span<double> state) => world.SaveState(state);

    public void RestoreState(ReadOnlySpan<double> state) => world.RestoreState(state);
}
