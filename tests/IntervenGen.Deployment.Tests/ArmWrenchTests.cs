using IntervenGen.Core;
using IntervenGen.Franka;
using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen.Deployment.Tests;

/// <summary>What an arm's estimate of external force tells a policy that feels.</summary>
public sealed class ArmWrenchTests
{
    [Fact]
    public void A_push_at_a_point_is_felt_as_its_force_and_its_torque_about_the_grip()
    {
        var baseFromTool = new Pose(new Vec3(0.4, -0.2, 0.3), Quat.Exp(new Vec3(2, 1, -0.5)));
        var toolFromStiffness = new Pose(new Vec3(0.01, 0.02, -0.05), Quat.Exp(new Vec3(0.3, 0, 0)));
        Vec3 push = new(3, -7, 12), at = baseFromTool.Transform(new Vec3(0.02, -0.01, 0.04));
        Vec3 stiffness = (baseFromTool * toolFromStiffness).Position;
        var state = new RobotState();
        ToColumns(baseFromTool, state[StateField.BaseFromEndEffector]);
        ToColumns(toolFromStiffness, state[StateField.EndEffectorFromStiffness]);
        (-1 * push).WriteTo(state[StateField.BaseWrench]);
        Vec3.Cross(at - stiffness, -1 * push).WriteTo(state[StateField.BaseWrench][3..]);
        (Vec3 force, Vec3 torque) = ArmWrench.Of(state);
        Vec3 grip = baseFromTool.Transform(new Vec3(0, 0, -PolicySource.GripBehindTool));
        AssertEqual(push, baseFromTool.Orientation.Rotate(force));
        AssertEqual(Vec3.Cross(at - grip, push), baseFromTool.Orientation.Rotate(torque));
    }

    [Fact]
    public void A_policy_that_feels_is_told_of_a_touch_on_an_arm()
    {
        using var arm = new TrackedArm("nut-insertion", Observability.Touch, spec => new Descending(spec));
        using TaskTrial trial = arm.Trial(arm.Tracker);
        trial.Begin(default);
        var key = new EpisodeKey(1, SceneSplit.Evaluation, 0, Corrupted: true);
        trial.GoToStart(key, default);
        trial.Run(key, default);
        EpisodeBuffer episode = trial.Episode;
        float[][] seen = [.. Enumerable.Range(0, episode.Count).Select(step => episode.Observation(step)[^(2 * WristSensor.Size)..].ToArray())];
        double[] forces = [.. seen.Select(wrench => Length(wrench[..3]))], touches = [.. seen.Select(wrench => Length(wrench[WristSensor.Size..]))];
        Assert.InRange(forces[2], 0, 3);
        Assert.Equal(0, touches[2]);
        Assert.True(forces.Max() > WristSensor.TouchForce, $"at most {forces.Max()} N in {forces.Length} steps");
        Assert.Equal(forces.Max(), touches[^1], 0.5 * forces.Max());
        // The hand points down, along its z: what is below pushes it up.
        Assert.True(seen[Array.IndexOf(forces, forces.Max())][2] < -0.7 * forces.Max());
    }

    private static double Length(float[] force) => Math.Sqrt(force.Sum(number => (double)number * number));

    private static void AssertEqual(Vec3 expected, Vec3 actual) => Assert.True((expected - actual).Length < 1e-9, $"{expected} and {actual}");

    private static void ToColumns(in Pose pose, Span<double> columns)
    {
        columns.Clear();
        pose.Orientation.Rotate(Vec3.UnitX).WriteTo(columns);
        pose.Orientation.Rotate(Vec3.UnitY).WriteTo(columns[4..]);
        pose.Orientation.Rotate(Vec3.UnitZ).WriteTo(columns[8..]);
        pose.Position.WriteTo(columns[12..]);
        columns[15] = 1;
    }

    // Goes straight down.
    private sealed class Descending : IPolicySession
    {
        private readonly float[] _observation, _action;

        public Descending(TaskSpec spec)
        {
            (_observation, _action) = (new float[spec.ObservationSize], new float[spec.ActionSize]);
            _action[2] = -0.3f;
            _action[^1] = 1;
        }

        public int Rows => 1;

        public Span<float> Observation(int row) => _observation;

        public ReadOnlySpan<float> Action(int row) => _action;

        public void Begin(int row, in EpisodeKey key)
        {
        }

        public void Infer(ReadOnlySpan<int> rows)
        {
        }

        public void Dispose()
        {
        }
    }
}
