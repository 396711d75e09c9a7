using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>What a state says of itself is consistent, at rest, in a motion and under a push.</summary>
public sealed class StateTests
{
    private static readonly StateField[] s_frames =
    [
        StateField.BaseFromEndEffector, StateField.BaseFromEndEffectorDesired, StateField.BaseFromEndEffectorCommanded,
        StateField.FlangeFromEndEffector,
        StateField.FlangeFromNominalEndEffector, StateField.NominalEndEffectorFromEndEffector, StateField.EndEffectorFromStiffness,
    ];

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    public void At_rest_every_field_has_its_value(int version)
    {
        using var robot = new Robot(version);
        RobotState state = robot.State();
        Assert.Equal(RobotMode.Idle, state.RobotMode);
        Assert.Equal(MotionGeneratorMode.Idle, state.MotionGeneratorMode);
        Assert.Equal(ControllerMode.Other, state.ControllerMode);
        Assert.Equal(0, state.CommandSuccessRate);
        Assert.False(state.Errors.Any || state.ReflexReason.Any);
        AssertFrames(state);
        AssertClose(state[StateField.Position], state[StateField.PositionDesired], 1e-4);
        AssertClose(state[StateField.MotorPosition], state[StateField.Position], 0);
        AssertClose(state[StateField.MotorVelocity], state[StateField.Velocity], 0);
        AssertClose(state[StateField.BaseFromEndEffectorDesired], state[StateField.BaseFromEndEffectorCommanded], 1e-6);
        AssertClose(state[StateField.BaseFromEndEffectorDesired], state[StateField.BaseFromEndEffector], 1e-4);
        foreach (StateField still in (StateField[])[
            StateField.VelocityDesired, StateField.AccelerationDesired, StateField.TorqueDesired, StateField.TwistDesired,
            StateField.TwistCommanded,
            StateField.TwistRateCommanded, StateField.ElbowVelocityCommanded, StateField.ElbowAccelerationCommanded,
            StateField.JointContact,
            StateField.CartesianContact, StateField.JointCollision, StateField.CartesianCollision, StateField.LoadMass,
            StateField.LoadCentre, StateField.LoadInertia])
            Assert.All(state[still].ToArray(), number => Assert.Equal(0, number));
        foreach (StateField elbow in (StateField[])[StateField.Elbow, StateField.ElbowDesired, StateField.ElbowCommanded])
        {
            Assert.Equal(state.Positions[2], state[elbow][0], 1e-4);
            // Joint 4 stands at -2.36 rad, below the flip at -0.467.
            Assert.Equal(-1, state[elbow][1]);
        }

        AssertClose(state[StateField.EndEffectorMass], [0.73], 1e-6);
        AssertClose(state[StateField.EndEffectorCentre], [-0.01, 0, 0.03], 1e-6);
        AssertClose(state[StateField.EndEffectorInertia], [0.001, 0, 0, 0, 0.0025, 0, 0, 0, 0.0017], 1e-6);
        AssertClose(state[StateField.BaseAcceleration], [0, 0, -9.81], 1e-6);
        double c = Math.Sqrt(0.5);
        AssertClose(state[StateField.FlangeFromNominalEndEffector], [c, -c, 0, 0, c, c, 0, 0, 0, 0, 1, 0, 0, 0, 0.1034, 1], 1e-6);
        // Nothing touches the arm: torques are gravity's, and the estimate of others is small.
        AssertClose(state.Torques, Gravity(version, state.Positions), 0.05);
        AssertClose(state[StateField.ExternalTorque], new double[7], 0.05);
        AssertClose(state[StateField.BaseWrench], new double[6], 0.3);
        AssertClose(state[StateField.TorqueRate], new double[7], 5);
        if (version < 10)
            return;
        foreach (StateField sensors in (StateField[])[StateField.AccelerometerTop, StateField.AccelerometerBottom])
        {
            for (int i = 0; i < 6; i++)
                Assert.Equal(9.81, Vec3.From(state[sensors][(3 * i)..]).Length, 1e-4);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    public void In_a_motion_frames_kinematics_and_modes_hold_in_every_state(int version)
    {
        using var robot = new Robot(version);
        robot.Client.SetEndEffectorFrame(new Pose(new Vec3(0.01, -0.02, 0.05), Quat.FromAxisAngle(Vec3.UnitY, 0.3)));
        robot.Client.SetStiffnessFrame(new Pose(new Vec3(0, 0, 0.02), Quat.FromAxisAngle(Vec3.UnitX, -0.2)));
        Exception? fault = null;
        int states = 0;
        var motion = new Made(MotionGeneratorMode.CartesianVelocity, ControllerMode.JointImpedance, (state, time, command) =>
        {
            fault ??= Record.Exception(() =>
            {
                AssertFrames(state);
                Assert.Equal(RobotMode.Move, state.RobotMode);
                Assert.Equal(MotionGeneratorMode.CartesianVelocity, state.MotionGeneratorMode);
                Assert.Equal(ControllerMode.JointImpedance, state.ControllerMode);
                if (states > 0)
                    Assert.Equal(1, state.CommandSuccessRate);
                // The twist of the last answer is what the robot says it took.
                AssertClose(state[StateField.TwistCommanded], command.Twist, 1e-6);
            });
            states++;
            (command.Twist[1], command.Twist[5]) = (0.1 * (1 - Math.Cos(2 * Math.PI * time)), 0.2 * (1 - Math.Cos(2 * Math.PI * time)));
            if (time < 1)
                return true;
            command.Twist.Clear();
            return false;
        });
        robot.Client.Run(motion, Robot.Plain);
        Assert.Null(fault);
        Assert.True(states > 900);
        Assert.Equal(0, robot.State().CommandSuccessRate);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    public void A_push_shows_as_what_the_robot_does_against_it(int version)
    {
        using var robot = new Robot(version);
        robot.Client.SetCollisionBehavior(CollisionBehavior.Uniform(3, 100, 10, 100));
        const double push = 20;
        robot.Server.Invoke(world => world.PushLink(7, new Vec3(0, push, 0)));
        RobotState state = Settled(robot);
        // What pushes along +y is met by a force along -y, base axes.
        Assert.Equal(-push, state[StateField.BaseWrench][1], 1.5);
        Assert.InRange(Math.Abs(state[StateField.BaseWrench][0]), 0, 2);
        Assert.InRange(Math.Abs(state[StateField.BaseWrench][2]), 0, 2);
        // Joint 1 turns about the base's z axis: the push turns it by lever times force, the robot against it.
        double lever = (state.BaseFromEndEffector.Position with { Y = 0 }).X;
        Assert.Equal(-push * lever, state[StateField.ExternalTorque][0], 0.15 * push * lever);
        // And so the joint's own torque is what gravity asks for, less the push.
        double[] gravity = Gravity(version, state.Positions);
        for (int i = 0; i < 7; i++)
            Assert.Equal(state[StateField.ExternalTorque][i], state.Torques[i] - gravity[i], 0.3);
        // The same wrench along the stiffness frame's own axes, which are the end effector's here.
        Quat stiffnessFromBase = state.BaseFromEndEffector.Orientation.Conjugate;
        Vec3 along = stiffnessFromBase.Rotate(Vec3.From(state[StateField.BaseWrench]));
        Assert.InRange((Vec3.From(state[StateField.StiffnessWrench]) - along).Length, 0, 1e-3);
        for (int i = 0; i < 6; i++)
            Assert.Equal(Math.Abs(state[StateField.StiffnessWrench][i]) > 10 ? 1 : 0, state[StateField.CartesianContact][i]);
        Assert.Equal(1, state[StateField.JointContact][0]);
        Assert.All(state[StateField.CartesianCollision].ToArray(), flag => Assert.Equal(0, flag));
        robot.Server.Invoke(world => world.PushLink(7, Vec3.Zero));
        Assert.InRange(Math.Abs(Settled(robot)[StateField.BaseWrench][1]), 0, 0.5);
    }

    private static RobotState Settled(Robot robot)
    {
        var state = new RobotState();
        robot.Client.ReadState(state);
        for (ulong from = state.MessageId; state.MessageId < from + 1500;)
            robot.Client.ReadNextState(state);
        return state;
    }

    private static double[] Gravity(int version, ReadOnlySpan<double> positions)
    {
        var dynamics = new ArmDynamics((version == 5 ? FrankaArm.Panda : FrankaArm.Fr3).With(FrankaArm.Hand));
        double[] torques = new double[7];
        dynamics.Update(positions);
        dynamics.Gravity(ArmDynamics.UprightGravity, torques);
        return torques;
    }

    private static void AssertFrames(RobotState state)
    {
        foreach (StateField frame in s_frames)
            AssertHomogeneous(state[frame], frame.ToString());
        AssertClose(Product(state[StateField.FlangeFromNominalEndEffector], state[StateField.NominalEndEffectorFromEndEffector]),
            state[StateField.FlangeFromEndEffector], 1e-6);
        AssertClose(Product(Flange(state.Positions), state[StateField.FlangeFromEndEffector]), state[StateField.BaseFromEndEffector], 2e-6);
    }

    // The last row exactly, the rotation to what 32 bits hold.
    private static void AssertHomogeneous(ReadOnlySpan<double> matrix, string name)
    {
        Assert.True(matrix[3] == 0 && matrix[7] == 0 && matrix[11] == 0 && matrix[15] == 1, $"{name}: the last row is not (0, 0, 0, 1)");
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                double dot = 0;
                for (int k = 0; k < 3; k++)
                    dot += matrix[(4 * i) + k] * matrix[(4 * j) + k];
                Assert.True(Math.Abs(dot - (i == j ? 1 : 0)) < 1e-6, $"{name}: columns {i} and {j} have the product {dot}");
            }
        }

        Vec3 x = Vec3.From(matrix), y = Vec3.From(matrix[4..]), z = Vec3.From(matrix[8..]);
        Assert.True(Vec3.Dot(Vec3.Cross(x, y), z) > 0, $"{name}: a reflection");
    }

    // The arm's Denavit-Hartenberg chain (Craig) as the vendor documents it, written out: base to flange, column-major.
    private static double[] Flange(ReadOnlySpan<double> q)
    {
        ReadOnlySpan<double> a = [0, 0, 0, 0.0825, -0.0825, 0, 0.088, 0], d = [0.333, 0, 0.316, 0, 0.384, 0, 0, 0.107];
        double h = Math.PI / 2;
        ReadOnlySpan<double> alpha = [0, -h, h, h, -h, h, h, 0];
        double[] pose = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
        for (int i = 0; i < 8; i++)
        {
            double angle = i < 7 ? q[i] : 0, c = Math.Cos(angle), s = Math.Sin(angle), ca = Math.Cos(alpha[i]), sa = Math.Sin(alpha[i]);
            pose = Product(pose, [c, s * ca, s * sa, 0, -s, c * ca, c * sa, 0, 0, -sa, ca, 0, a[i], -d[i] * sa, d[i] * ca, 1]);
        }

        return pose;
    }

    private static double[] Product(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double[] product = new double[16];
        for (int column = 0; column < 4; column++)
        {
            for (int row = 0; row < 4; row++)
            {
                for (int k = 0; k < 4; k++)
                    product[(4 * column) + row] += left[(4 * k) + row] * right[(4 * column) + k];
            }
        }

        return product;
    }

    private static void AssertClose(ReadOnlySpan<double> actual, ReadOnlySpan<double> expected, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++)
            Assert.True(Math.Abs(actual[i] - expected[i]) <= tolerance, $"number {i}: {actual[i]} instead of {expected[i]}");
    }
}
