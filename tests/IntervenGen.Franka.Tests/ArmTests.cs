using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using IntervenGen.Franka.Model;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.Franka.Tests;

/// <summary>Our kinematics and dynamics against MuJoCo's, on a model of the same numbers.</summary>
public sealed class ArmTests
{
    private const int States = 2000;

    // Two methods that differ in every order of summation, on torques up to some hundred N·m.
    private const double Tolerance = 1e-11;

    public static TheoryData<string> Arms => ["FR3", "Panda", "FR3 with hand"];

    private delegate int ModelField(long model, byte[] name, int length, out nint pointer, out long count, out int kind);

    [Theory]
    [MemberData(nameof(Arms))]
    public void An_arm_moves_and_weighs_as_it_does_in_MuJoCo(string name)
    {
        FrankaArm arm = Arm(name);
        using MjModel model = MjModel.FromXml(Mjcf(arm), name);
        SetInertias(model, arm);
        using var data = new MjData(model);
        int flange = model.Id("site", "flange");
        var dynamics = new ArmDynamics(arm);
        var random = new CounterRandom(3, 0, 0);
        double[] q = new double[7], dq = new double[7], ddq = new double[7], zero = new double[7];
        double[] jacobian = new double[42], linear = new double[21], angular = new double[21], mass = new double[49],
            expectedMass = new double[49];
        double[] coriolis = new double[7], gravity = new double[7], torques = new double[7], still = new double[7],
            difference = new double[6];
        double worst = 0;
        for (int state = 0; state < States; state++)
        {
            for (int i = 0; i < 7; i++)
                (q[i], dq[i], ddq[i]) = (random.NextDouble(-3, 3), random.NextDouble(-3, 3), random.NextDouble(-10, 10));
            dynamics.Update(q);
            dynamics.Kinematics.Jacobian(Vec3.Zero, jacobian);
            dynamics.MassMatrix(mass);
            dynamics.Coriolis(dq, coriolis);
            dynamics.Gravity(ArmDynamics.UprightGravity, gravity);
            dynamics.Torques(dq, ddq, ArmDynamics.UprightGravity, torques);

            Forward(zero);
            data.Doubles("qfrc_bias").Span.CopyTo(still);
            Compare(still, gravity);
            Forward(dq);
            for (int i = 0; i < 7; i++)
                still[i] = data.Doubles("qfrc_bias").Span[i] - still[i];
            Compare(still, coriolis);
            data.SiteJacobian(flange, linear, angular);
            Compare(linear, jacobian.AsSpan(0, 21));
            Compare(angular, jacobian.AsSpan(21));
            data.FullInertia(expectedMass);
            Compare(expectedMass, mass);
            for (int row = 0; row < 7; row++)
            {
                still[row] = coriolis[row] + gravity[row];
                for (int column = 0; column < 7; column++)
                    still[row] += mass[(row * 7) + column] * ddq[column];
            }

            Compare(still, torques);
            Pose baseFromFlange = dynamics.Kinematics.BaseFromFlange;
            var expected = new Pose(
                Vec3.From(data.Doubles("site_xpos").Span[(3 * flange)..]), Quat.FromMatrix(data.Doubles("site_xmat").Span[(9 * flange)..]));
            (expected.Position - baseFromFlange.Position).WriteTo(difference);
            (expected.Orientation * baseFromFlange.Orientation.Conjugate).Log().WriteTo(difference.AsSpan(3));
            Compare(difference, zero.AsSpan(0, 6));
        }

        Assert.True(worst < Tolerance, $"{name}: {worst}");

        void Forward(double[] velocities)
        {
            q.CopyTo(data.Doubles("qpos").Span);
            velocities.CopyTo(data.Doubles("qvel").Span);
            data.Forward();
        }

        void Compare(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
        {
            for (int i = 0; i < actual.Length; i++)
                worst = Math.Max(worst, Math.Abs(expected[i] - actual[i]) / (1 + Math.Abs(expected[i])));
        }
    }

    [Fact]
    public void The_start_pose_of_the_vendors_examples_points_down()
    {
        var kinematics = new ArmKinematics(FrankaArm.Fr3);
        kinematics.Update([0, -Math.PI / 4, 0, -3 * Math.PI / 4, 0, Math.PI / 2, Math.PI / 4]);
        Pose flange = kinematics.BaseFromFlange;
        // From the drawing: the upper arm leans back by 45°, the forearm is level, the hand hangs down; the elbow's offset of
        // 82.5 mm is crossed twice, once at 45° and once upright.
        double half = Math.Sqrt(0.5);
        var expected = new Vec3(((0.0825 - 0.316) * half) + 0.384 + 0.088, 0, 0.333 + ((0.316 + 0.0825) * half) + 0.0825 - 0.107);
        Assert.True((flange.Position - expected).Length < 1e-15);
        Assert.Equal(-1, flange.Orientation.Rotate(Vec3.UnitZ).Z, 12);
    }

    [Fact]
    public void Everything_stretched_the_flange_is_over_the_base()
    {
        var kinematics = new ArmKinematics(FrankaArm.Panda);
        kinematics.Update(new double[7]);
        // Up 333 + 316 + 384 mm, forward 88, and the hand's 107 hang down.
        Assert.True((kinematics.BaseFromFlange.Position - new Vec3(0.088, 0, 0.333 + 0.316 + 0.384 - 0.107)).Length < 1e-15);
    }

    [Fact]
    public void A_cycle_of_dynamics_allocates_nothing()
    {
        var dynamics = new ArmDynamics(FrankaArm.Fr3.With(FrankaArm.Hand));
        double[] q = new double[7], torques = new double[7], mass = new double[49], jacobian = new double[42];
        Make.AllocatesNothing(() =>
        {
            dynamics.Update(q);
            dynamics.Kinematics.Jacobian(Vec3.Zero, jacobian);
            dynamics.MassMatrix(mass);
            dynamics.Coriolis(q, torques);
            dynamics.Gravity(ArmDynamics.UprightGravity, torques);
        });
    }

    private static FrankaArm Arm(string name) => name switch
    {
        "FR3" => FrankaArm.Fr3,
        "Panda" => FrankaArm.Panda,
        _ => FrankaArm.Fr3.With(FrankaArm.Hand),
    };

    private static string Mjcf(FrankaArm arm)
    {
        var xml = new StringBuilder("<mujoco><compiler angle=\"radian\"/><worldbody>");
        for (int i = 0; i < 7; i++)
        {
            Pose frame = arm.ParentFromLink[i];
            RigidBody body = arm.Links[i];
            Quat axes = PrincipalAxes(body.Inertia);
            xml.Append(CultureInfo.InvariantCulture, $"<body pos=\"{frame.Position.X:R} {frame.Position.Y:R} {frame.Position.Z:R}\" ");
            xml.Append(CultureInfo.InvariantCulture,
                $"quat=\"{frame.Orientation.W:R} {frame.Orientation.X:R} {frame.Orientation.Y:R} {frame.Orientation.Z:R}\">");
            xml.Append(CultureInfo.InvariantCulture,
                $"<joint axis=\"0 0 1\"/><inertial mass=\"{body.Mass:R}\" pos=\"{body.Centre.X:R} {body.Centre.Y:R} {body.Centre.Z:R}\" ");
            xml.Append(CultureInfo.InvariantCulture, $"quat=\"{axes.W:R} {axes.X:R} {axes.Y:R} {axes.Z:R}\" diaginertia=\"1 1 1\"/>");
        }

        xml.Append("<site name=\"flange\" pos=\"0 0 0.107\"/>").Insert(xml.Length, "</body>", 7);
        return xml.Append("</worldbody></mujoco>").ToString();
    }

    // Written after compiling: the Panda's identified link 4 breaks A + B >= C a little, which the compiler refuses. And the
    // compiler's own search for principal axes (2.2.2) stops at angles of 1e-6, which shows as 3e-7 in the torques. A model is
    // constant for everybody else, so the shim itself is asked where the numbers lie.
    private static void SetInertias(MjModel model, FrankaArm arm)
    {
        double[] inertias = model.Doubles("body_inertia").ToArray();
        for (int i = 0; i < 7; i++)
        {
            SymmetricMatrix inertia = arm.Links[i].Inertia;
            SymmetricMatrix diagonal = inertia.Rotated(PrincipalAxes(inertia).Conjugate);
            new Vec3(diagonal.Xx, diagonal.Yy, diagonal.Zz).WriteTo(inertias.AsSpan(3 * (i + 1)));
        }

        nint export = NativeLibrary.GetExport(NativeLibrary.Load(MuJoCoLibrary.Path), "igen_mj_model_field");
        int status = Marshal.GetDelegateForFunctionPointer<ModelField>(export)(
            model.DangerousGetHandle(), [.. "body_inertia"u8], 12, out nint first, out long count, out _);
        Assert.Equal((0, inertias.Length), (status, count));
        Marshal.Copy(inertias, 0, first, inertias.Length);
    }

    // Jacobi's method: turn each off-diagonal entry to zero in turn, until all are. Never by more than 45°: larger turns swap
    // axes, and then it need not end.
    private static Quat PrincipalAxes(SymmetricMatrix inertia)
    {
        Quat axes = Quat.Identity;
        for (int sweep = 0; sweep < 12; sweep++)
        {
            Turn(Vec3.UnitZ, static m => (m.Xy, m.Xx - m.Yy));
            Turn(Vec3.UnitX, static m => (m.Yz, m.Yy - m.Zz));
            Turn(Vec3.UnitY, static m => (m.Xz, m.Zz - m.Xx));
        }

        return axes;

        void Turn(Vec3 axis, Func<SymmetricMatrix, (double Off, double Difference)> entries)
        {
            (double off, double difference) = entries(inertia.Rotated(axes.Conjugate));
            axes = (axes * Quat.FromAxisAngle(
                axis, 0.5 * Math.Atan2(difference < 0 ? -2 * off : 2 * off, Math.Abs(difference)))).Normalized;
        }
    }
}
