using IntervenGen.Core;
using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen.Deployment;

/// <summary>What happened in a trial, step by step, in the layout of the task's own episodes.</summary>
/// <remarks>
/// So the viewer, the plots and the exports read it like any other. The simulator's part of a state is filled with what the robot
/// measures; where no truth is known the best estimate stands for it. Allocates nothing while it is added to.
/// </remarks>
/// <param name="spec">The task.</param>
/// <param name="truth">The cube's true pose, world frame, where somebody knows it.</param>
internal sealed class TrialRecord(TaskSpec spec, Func<Pose>? truth)
{
    private const int Arm = FrankaArm.Joints, Fingers = 2;

    // The task's state: time, positions of arm, fingers and cube, velocities, the solver's warm start, goal, rest posture, opening,
    // belief, hint, revealed.
    private const int Positions = Arm + Fingers + Pose.Size, Velocities = Arm + Fingers + 6;

    public EpisodeBuffer Buffer { get; } = new(new EpisodeLayout(spec), spec.Horizon);

    public void Clear() => Buffer.Clear();

    public void Add(
        RobotState state, in Pose worldFromGrip, double width, CubeBelief belief, ReadOnlySpan<float> action, ContactSense contact,
        bool isSuccess)
    {
        int step = Buffer.AddStep();
        Pose cube = truth?.Invoke() ?? belief.Estimate;
        WriteState(Buffer.State(step), step, state, worldFromGrip, width, cube, belief);
        action.CopyTo(Buffer.Action(step));
        Buffer.SetEef(step, worldFromGrip);
        Buffer.SetTarget(step, worldFromGrip with
        {
            Position = worldFromGrip.Position + OperationalSpaceController.Scale(action).Linear,
        });
        Buffer.SetTruePose(step, 0, cube);
        Buffer.SetBelievedPose(step, 0, belief.WorldFromCube);
        Span<float> fingers = Buffer.Fingers(step);
        fingers[0] = (float)(width / 2);
        fingers[1] = (float)(-width / 2);
        Tasks.BlockGrasp.BlockGraspTask.WriteObservation(
            worldFromGrip, width / 2, -width / 2, belief.WorldFromCube, Buffer.Observation(step));
        if (contact.HasTouched)
            worldFromGrip.Position.WriteTo(Buffer.ContactPosition(step));
        Buffer.Mode(step) = StepMode.Policy;
        Buffer.Flags(step) = (contact.HasTouched ? StepFlags.TriggerContact : StepFlags.None)
            | (belief.IsRevealed ? StepFlags.Revealed : StepFlags.None)
            | (isSuccess ? StepFlags.Success : StepFlags.None);
    }

    private void WriteState(
        Span<double> numbers, int step, RobotState state, in Pose worldFromGrip, double width, in Pose cube, CubeBelief belief)
    {
        numbers.Clear();
        numbers[0] = step * spec.ControlPeriod;
        Span<double> left = numbers[1..];
        state.Positions.CopyTo(left);
        left[Arm] = width / 2;
        left[Arm + 1] = -width / 2;
        cube.WriteTo(left[(Arm + Fingers)..]);
        left = left[Positions..];
        state.Velocities.CopyTo(left);
        left = left[(2 * Velocities)..];
        worldFromGrip.WriteTo(left);
        state.Positions.CopyTo(left[Pose.Size..]);
        left = left[(Pose.Size + Arm)..];
        // The gripper's opening, 1 open and -1 closed.
        left[0] = (width / 0.04) - 1;
        belief.WorldFromCube.WriteTo(left[1..]);
        left[^1] = belief.IsRevealed ? 1 : 0;
    }
}
