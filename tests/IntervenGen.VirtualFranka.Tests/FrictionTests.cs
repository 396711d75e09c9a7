using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>The arm weighs what its controller thinks, and its joints rub: what is left alone stays, what presses does not slide.</summary>
public sealed class FrictionTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(9)]
    public void At_rest_the_sensors_feel_gravity_and_nothing_else(int version)
    {
        using var robot = new Robot(version);
        FrankaArm arm = (version == 5 ? FrankaArm.Panda : FrankaArm.Fr3).With(FrankaArm.Hand);
        AssertGravityAlone(robot, arm);
        robot.Client.Run(new JointMove(JointNumbers.From([0.3, -0.3, 0.4, -1.9, 0.5, 1.4, 0.2]), 0.5), Robot.Plain);
        WaitFor(robot, 500);
        AssertGravityAlone(robot, arm);
    }

    [Fact]
    public void Under_zero_torque_for_ten_seconds_the_arm_stays()
    {
        using var robot = new Robot();
        Vec3 before = robot.State().BaseFromEndEffector.Position;
        robot.Client.Run(Torques((_, _) => default, 10), Robot.Plain);
        Assert.InRange((robot.State().BaseFromEndEffector.Position - before).Length, 0, 1e-3);
    }

    [Fact]
    public void A_touch_does_not_move_an_arm_without_torques_and_a_shove_does()
    {
        using var robot = new Robot();
        Vec3 start = robot.State().BaseFromEndEffector.Position;
        robot.Client.SetCollisionBehavior(CollisionBehavior.Uniform(100, 100, 100, 100));
        robot.Server.Invoke(world => world.PushLink(7, new Vec3(0, 0.3, 0)));
        robot.Client.Run(Torques((_, _) => default, 0.5), Robot.Plain);
        Assert.InRange((robot.State().BaseFromEndEffector.Position - start).Length, 0, 1e-3);
        robot.Server.Invoke(world => world.PushLink(7, new Vec3(0, 5, 0)));
        robot.Client.Run(Torques((_, _) => default, 0.5), Robot.Plain);
        Assert.InRange((robot.State().BaseFromEndEffector.Position - start).Length, 0.01, 1);
    }

    [Fact]
    public void A_hand_that_presses_on_the_table_with_a_kilogram_stays_where_it_is()
    {
        using var robot = new Robot();
        robot.Client.SetCollisionBehavior(CollisionBehavior.Uniform(100, 100, 100, 100));
        Pose start = robot.State().BaseFromEndEffector;
        // The table is 11.2 cm below the base, and the tips of the fingers 9 mm below the end effector.
        Vec3 above = new(0.45, 0.1, -0.103);
        robot.Client.Run(new PoseMove(start with { Position = above }), Robot.Plain);
        WaitFor(robot, 200);
        var law = new ForceLaw(robot.State());
        Vec3 before = default;
        double furthest = 0, force = 0;
        robot.Client.Run(
            Torques(
                (state, time) =>
                {
                    if (time <= 1)
                        before = state.BaseFromEndEffector.Position;
                    furthest = Math.Max(furthest, (state.BaseFromEndEffector.Position - before).Length);
                    force = state[StateField.BaseWrench][2];
                    return law.Torques(state);
                },
                11),
            // With the low-pass that the example has by default: without it the law itself is not stable.
            new MotionOptions { Realtime = RealtimeWish.Off });
        Assert.InRange(furthest, 0, 5e-3);
        Assert.Equal(-9.81, force, 1.0);
    }

    private static void AssertGravityAlone(Robot robot, FrankaArm arm)
    {
        RobotState state = robot.State();
        var dynamics = new ArmDynamics(arm);
        double[] gravity = new double[7];
        dynamics.Update(state.Positions);
        dynamics.Gravity(ArmDynamics.UprightGravity, gravity);
        for (int i = 0; i < 7; i++)
            Assert.InRange(state.Torques[i] - gravity[i], -1e-6, 1e-6);
    }

    private static void WaitFor(Robot robot, int milliseconds)
    {
        RobotState state = robot.State();
        for (ulong from = state.MessageId; state.MessageId < from + (ulong)milliseconds;)
            robot.Client.ReadNextState(state);
    }

    private static Made Torques(Func<RobotState, double, JointNumbers> law, double seconds) =>
        new(MotionGeneratorMode.None, ControllerMode.ExternalController, (state, time, command) =>
        {
            law(state, time).CopyTo(command.Torques);
            return time < seconds;
        });

    // τ = Jᵀ F + k_p (Jᵀ F − τ_ext) + k_i ∫(Jᵀ F − τ_ext) dt, F growing to the weight of a kilogram: the vendor's example of force
    // control, from its description.
    private sealed class ForceLaw
    {
        private readonly ArmDynamics _dynamics = new(FrankaArm.Fr3.With(FrankaArm.Hand));
        private readonly double[] _bias = new double[7], _sum = new double[7], _gravity = new double[7], _wanted = new double[7];
        private readonly double[] _jacobian = new double[42];
        private double _mass;

        public ForceLaw(RobotState state)
        {
            Update(state);
            for (int i = 0; i < 7; i++)
                _bias[i] = state.Torques[i] - _gravity[i];
        }

        public JointNumbers Torques(RobotState state)
        {
            Update(state);
            _mass += 0.001 * (1 - _mass);
            JacobianSolver.MultiplyTransposed(_jacobian, [0, 0, -9.81 * _mass, 0, 0, 0], _wanted);
            JointNumbers torques = default;
            for (int i = 0; i < 7; i++)
            {
                double missing = _wanted[i] - (state.Torques[i] - _gravity[i] - _bias[i]);
                _sum[i] += 0.001 * missing;
                torques[i] = _wanted[i] + missing + (2 * _sum[i]);
            }

            return torques;
        }

        private void Update(RobotState state)
        {
            _dynamics.Update(state.Positions);
            _dynamics.Gravity(ArmDynamics.UprightGravity, _gravity);
            _dynamics.Kinematics.Jacobian(ColumnMajor.ToPose(state[StateField.FlangeFromEndEffector]).Position, _jacobian);
        }
    }
}
