using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Tasks;

namespace IntervenGen.Simulation.Tests;

/// <summary>The arm and its controller against numbers derived independently from robosuite 1.4.1's model.</summary>
public sealed class ControllerTests : IDisposable
{
    // The published vectors come from quaternions with three to six digits, which MuJoCo normalises: 1e-3 covers that.
    private const double Digits = 1e-3;

    private static readonly double[] Reset = [0, 0.1963495408, 0, -2.617993878, 0, 2.941592654, 0.7853981634];

    private readonly SimulatedTask _task = TaskCatalog.Find("nut-insertion").Open();
    private readonly SimulatedLane _lane;

    public ControllerTests()
    {
        _lane = new SimulatedLane(_task);
        Place(Reset, 0.020833);
    }

    public void Dispose()
    {
        _lane.Dispose();
        _task.Dispose();
    }

    [Fact]
    public void The_grip_site_is_where_robosuite_has_it()
    {
        Near(new Vec3(-0.102768, 0, 1.011044), _lane.WorldFromEef.Position, Digits);
        Span<double> matrix = stackalloc double[9];
        _lane.WorldFromEef.Orientation.ToMatrix(matrix);
        double[] expected = [-0.000489, 0.991915, 0.126906, 1, 0.000493, 0, -0.000063, 0.126906, -0.991915];
        for (int i = 0; i < 9; i++)
            Assert.Equal(expected[i], matrix[i], Digits);
    }

    [Fact]
    public void With_all_joints_at_zero_the_grip_site_is_straight_up()
    {
        Place(new double[7], 0.02);
        Near(new Vec3(-0.472, 0, 1.7415), _lane.WorldFromEef.Position, Digits);
    }

    [Fact]
    public void The_joint_space_inertia_has_the_published_diagonal()
    {
        int nv = _task.Model.Size("nv");
        var inertia = new double[nv * nv];
        _lane.Data.FullInertia(inertia);
        double[] expected = [7.3223, 4.9218, 3.3447, 2.8662, 1.5102, 1.2220, 0.9144];
        for (int i = 0; i < 7; i++)
            Assert.Equal(expected[i], inertia[(i * nv) + i], 2e-3);
        Assert.Equal(1.67564, inertia[2], 2e-3);
        Assert.Equal(-1.307238, inertia[nv + 3], 2e-3);
    }

    [Fact]
    public void Gravity_pulls_the_joints_as_published()
    {
        ReadOnlySpan<double> bias = _lane.Data.Doubles("qfrc_bias").Span;
        double[] expected = [0, -24.672168, 0, 12.492342, 0, 2.454062, 0];
        for (int i = 0; i < 7; i++)
            Assert.Equal(expected[i], bias[i], 0.02);
    }

    [Theory]
    [InlineData(0, new[] { 0, 42.364, 0, 35.411, 0, 12, 0 })]
    [InlineData(1, new[] { 41.993, 0, 45.378, 0, -4.208, 0, 0 })]
    [InlineData(2, new[] { 0, -80, 0, 3.455, 0, 1.066, 0 })]
    [InlineData(3, new[] { 80, 0, 80, 0, 80, 0, -12.0 })]
    [InlineData(4, new[] { 0, 73.49, 0, -73.49, 0, -12.0, 0 })]
    [InlineData(5, new[] { 68.35, 0, 80, 0, -17.69, 0, -12.0 })]
    public void A_full_step_from_rest_asks_for_the_published_torques(int component, double[] expected)
    {
        var action = new float[7];
        action[component] = 1;
        Span<double> torque = stackalloc double[7];
        _lane.Controller.Command(action);
        _lane.Controller.Compute(torque);
        ReadOnlySpan<double> bias = _lane.Data.Doubles("qfrc_bias").Span;
        double[] limits = [80, 80, 80, 80, 80, 12, 12];
        for (int i = 0; i < 7; i++)
        {
            // The published torque is without bias and clipping; a clipped one is only bounded from one side.
            if (Math.Abs(torque[i]) >= limits[i] - 1e-9)
                Assert.True(Math.Sign(torque[i]) == Math.Sign(expected[i]), $"joint {i + 1}: {torque[i]}");
            else
                Assert.Equal(expected[i], torque[i] - bias[i], 0.15);
        }
    }

    [Fact]
    public void The_controllers_torque_equals_the_textbook_formula_with_dense_matrices()
    {
        var random = new CounterRandom(5, 0, 1);
        var action = new float[7];
        for (int trial = 0; trial < 50; trial++)
        {
            var posture = new double[7];
            for (int i = 0; i < 7; i++)
                posture[i] = Reset[i] + random.NextDouble(-0.4, 0.4);
            Place(posture, 0.02);
            for (int i = 0; i < 7; i++)
                _lane.Data.Doubles("qvel").Span[i] = random.NextDouble(-0.5, 0.5);
            _lane.Refresh();
            for (int i = 0; i < 6; i++)
                action[i] = (float)random.NextDouble(-0.2, 0.2);
            for (int i = 0; i < 7; i++)
                _lane.Controller.RestPosture[i] = Reset[i];
            _lane.Controller.Command(action);
            var torque = new double[7];
            _lane.Controller.Compute(torque);
            double[] oracle = DenseController.Torque(_lane, _task);
            for (int i = 0; i < 7; i++)
                Assert.Equal(oracle[i], torque[i], 1e-7);
        }
    }

    [Fact]
    public void A_translation_keeps_the_previous_orientation_goal()
    {
        _lane.Controller.SetGoal(new Pose(Vec3.Zero, Quat.FromAxisAngle(Vec3.UnitX, 1)));
        _lane.Controller.Command([0.5f, 0, 0, 0, 0, 0, 0]);
        Assert.Equal(Quat.FromAxisAngle(Vec3.UnitX, 1), _lane.Controller.Goal.Orientation);
        Near(_lane.WorldFromEef.Position + new Vec3(0.025, 0, 0), _lane.Controller.Goal.Position, 1e-9);
    }

    [Fact]
    public void An_action_towards_a_pose_asks_for_that_pose()
    {
        var delta = new Twist(new Vec3(0.01, -0.02, 0.03), new Vec3(0.1, 0.05, -0.2));
        Pose wanted = delta.ApplyTo(_lane.WorldFromEef);
        var action = new float[7];
        _lane.ActionToward(wanted, 1, action);
        Pose asked = _lane.TargetOf(action);
        Near(wanted.Position, asked.Position, 1e-7);
        Assert.True(Quat.AngleBetween(wanted.Orientation, asked.Orientation) < 1e-6);
        Assert.Equal(1, action[6]);
    }

    [Fact]
    public void The_arm_goes_where_it_is_sent()
    {
        _lane.Reset(new EpisodeKey(3, SceneSplit.Source, 0, false));
        Pose wanted = _lane.WorldFromEef with { Position = _lane.WorldFromEef.Position + new Vec3(0.05, 0.04, 0.03) };
        var action = new float[7];
        for (int step = 0; step < 60; step++)
        {
            _lane.ActionToward(wanted, 1, action);
            _lane.Step(action);
        }

        Near(wanted.Position, _lane.WorldFromEef.Position, 0.002);
        Assert.True(Quat.AngleBetween(wanted.Orientation, _lane.WorldFromEef.Orientation) < 0.01);
    }

    private static void Near(Vec3 expected, Vec3 actual, double tolerance) =>
        Assert.True((expected - actual).Length < tolerance, $"expected {expected}, got {actual}");

    private void Place(double[] posture, double finger)
    {
        _lane.Data.Reset();
        posture.CopyTo(_lane.Positions);
        _lane.Positions[7] = finger;
        _lane.Positions[8] = -finger;

        // The nut floats far away, so that it touches nothing.
        _lane.Positions[9] = 5;
        _lane.Refresh();
        posture.CopyTo(_lane.Controller.RestPosture);
        _lane.Controller.SetGoal(_lane.Controller.Measured);
    }
}
