using System.Globalization;
using System.Runtime.InteropServices;
using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Interop;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>The library that clients load, called through its own names, against this project's model and against MuJoCo.</summary>
public sealed unsafe class ModelLibraryTests : IDisposable
{
    private const int States = 2000;
    private static readonly double[] s_flangeFromEnd = new double[16];

    private nint _library;

    static ModelLibraryTests() => ColumnMajor.Write(FrankaArm.FlangeFromNominalEndEffector, s_flangeFromEnd);

    public void Dispose() => NativeLibrary.Free(_library);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_says_the_same_as_this_projects_own_model(bool isPanda)
    {
        FrankaArm arm = Load(isPanda);
        var burden = new RigidBody(1.3, new Vec3(0.02, -0.01, 0.07), new SymmetricMatrix(0.004, 1e-4, -2e-4, 0.005, 3e-4, 0.003));
        var dynamics = new ArmDynamics(arm.With(burden));
        ArmKinematics kinematics = dynamics.Kinematics;
        double[] mass = new double[49], wanted = new double[49], torques = new double[7], jacobian = new double[42];
        double[] inertia = [0.004, 1e-4, -2e-4, 1e-4, 0.005, 3e-4, -2e-4, 3e-4, 0.003], centre = [0.02, -0.01, 0.07];
        double[] pose = new double[16], expected = new double[16], found = new double[42];
        var random = new CounterRandom(3, 0, 1);
        for (int n = 0; n < States; n++)
        {
            (double[] q, double[] dq) = Draw(ref random);
            dynamics.Update(q);
            dynamics.MassMatrix(wanted);
            Mass(q, inertia, burden.Mass, centre, mass);
            AssertSame(wanted, mass, 1e-12);
            dynamics.Coriolis(dq, torques);
            AssertSame(torques, Coriolis(q, dq, inertia, burden.Mass, centre), 1e-11);
            dynamics.Gravity(ArmDynamics.UprightGravity, torques);
            AssertSame(torques, Gravity(q, [0, 0, -9.81], burden.Mass, centre), 1e-11);
            for (int frame = 1; frame <= 9; frame++)
            {
                Pose there = frame <= 7 ? kinematics.BaseFromLink[frame - 1]
                    : frame == 8 ? kinematics.BaseFromFlange : kinematics.BaseFromFlange * FrankaArm.FlangeFromNominalEndEffector;
                ColumnMajor.Write(there, expected);
                CallPose(frame, q, pose);
                AssertSame(expected, pose, 1e-12);
                Zero(kinematics, frame, there, jacobian);
                CallJacobian("O_J_J", frame, q, found);
                AssertSame(jacobian, found, 1e-12);
                Own(there, jacobian);
                CallJacobian("Ji_J_J", frame, q, found);
                AssertSame(jacobian, found, 1e-12);
            }
        }
    }

    [Fact]
    public void It_says_the_same_as_MuJoCo_in_two_thousand_states()
    {
        FrankaArm arm = Load(isPanda: false);
        using MjModel model = MjModel.FromXml(Mjcf(arm), "an arm alone");
        using var data = new MjData(model);
        MjField qpos = data.Doubles("qpos"), qvel = data.Doubles("qvel"), qacc = data.Doubles("qacc"), bias = data.Doubles("qfrc_bias");
        double[] inertia = new double[9], mass = new double[49], gravity, coriolis;
        var random = new CounterRandom(5, 0, 1);
        MjField applied = data.Doubles("qfrc_applied");
        double worst = 0;
        for (int n = 0; n < States; n++)
        {
            (double[] q, double[] dq) = Draw(ref random);
            q.CopyTo(qpos.Span);
            dq.CopyTo(qvel.Span);
            double[] push = [.. Enumerable.Range(0, 7).Select(_ => 0.0)];
            for (int i = 0; i < 7; i++)
                push[i] = applied.Span[i] = (2 * random.NextDouble()) - 1;
            data.Forward();
            gravity = Gravity(q, [0, 0, -9.81], 0, [0, 0, 0]);
            coriolis = Coriolis(q, dq, inertia, 0, [0, 0, 0]);
            for (int i = 0; i < 7; i++)
                worst = Math.Max(worst, Math.Abs(bias.Span[i] - gravity[i] - coriolis[i]));
            // M q̈ + bias = push: the mass matrix through the accelerations it gives.
            Mass(q, inertia, 0, [0, 0, 0], mass);
            for (int i = 0; i < 7; i++)
            {
                double sum = bias.Span[i] - push[i];
                for (int j = 0; j < 7; j++)
                    sum += mass[(7 * i) + j] * qacc.Span[j];
                worst = Math.Max(worst, Math.Abs(sum));
            }
        }

        // N·m. MuJoCo turns each inertia into principal axes first, with as many digits as its own solver has.
        Assert.InRange(worst, 0, 1e-5);
    }

    private FrankaArm Load(bool isPanda)
    {
        string name = isPanda ? "libigen_model_panda.so" : "libigen_model_fr3.so";
        string path = NativeLibraries.SearchPath().Select(folder => Path.Combine(folder, name)).First(File.Exists);
        _library = NativeLibrary.Load(path);
        return isPanda ? FrankaArm.Panda : FrankaArm.Fr3;
    }

    private static string Mjcf(FrankaArm arm)
    {
        var text = new System.Text.StringBuilder("<mujoco><compiler angle='radian' balanceinertia='true'/><worldbody>");
        for (int i = 0; i < 7; i++)
        {
            Pose at = arm.ParentFromLink[i];
            RigidBody body = arm.Links[i];
            SymmetricMatrix m = body.Inertia;
            text.Append(string.Create(CultureInfo.InvariantCulture,
                $"<body pos='{at.Position.X:R} {at.Position.Y:R} {at.Position.Z:R}' quat='{at.Orientation.W:R} {at.Orientation.X:R} "));
            text.Append(string.Create(CultureInfo.InvariantCulture,
                $"{at.Orientation.Y:R} {at.Orientation.Z:R}'><joint axis='0 0 1'/><inertial pos='{body.Centre.X:R} {body.Centre.Y:R} "));
            text.Append(string.Create(CultureInfo.InvariantCulture,
                $"{body.Centre.Z:R}' mass='{body.Mass:R}' fullinertia='{m.Xx:R} {m.Yy:R} {m.Zz:R} {m.Xy:R} {m.Xz:R} {m.Yz:R}'/>"));
        }

        return text.Append(string.Concat(Enumerable.Repeat("</body>", 7))).Append("</worldbody></mujoco>").ToString();
    }

    private static (double[] Positions, double[] Velocities) Draw(ref CounterRandom random)
    {
        double[] q = new double[7], dq = new double[7];
        for (int i = 0; i < 7; i++)
        {
            q[i] = Math.PI * ((2 * random.NextDouble()) - 1);
            dq[i] = 2 * ((2 * random.NextDouble()) - 1);
        }

        return (q, dq);
    }

    private void Mass(double[] q, double[] inertia, double mass, double[] centre, double[] matrix)
    {
        var call = (delegate* unmanaged<double*, double*, double, double*, double*, void>)NativeLibrary.GetExport(_library, "M_NE");
        fixed (double* a = q, b = inertia, c = centre, d = matrix)
            call(a, b, mass, c, d);
    }

    private double[] Coriolis(double[] q, double[] dq, double[] inertia, double mass, double[] centre)
    {
        double[] torques = new double[7];
        var call = (delegate* unmanaged<double*, double*, double*, double, double*, double*, void>)
            NativeLibrary.GetExport(_library, "c_NE");
        fixed (double* a = q, b = dq, c = inertia, d = centre, e = torques)
            call(a, b, c, mass, d, e);
        return torques;
    }

    private double[] Gravity(double[] q, double[] gravity, double mass, double[] centre)
    {
        double[] torques = new double[7];
        var call = (delegate* unmanaged<double*, double*, double, double*, double*, void>)NativeLibrary.GetExport(_library, "g_NE");
        fixed (double* a = q, b = gravity, c = centre, d = torques)
            call(a, b, mass, c, d);
        return torques;
    }

    private void CallPose(int frame, double[] q, double[] pose)
    {
        nint call = NativeLibrary.GetExport(_library, $"O_T_J{frame}");
        fixed (double* a = q, b = s_flangeFromEnd, c = pose)
        {
            if (frame == 9)
                ((delegate* unmanaged<double*, double*, double*, void>)call)(a, b, c);
            else
                ((delegate* unmanaged<double*, double*, void>)call)(a, c);
        }
    }

    private void CallJacobian(string name, int frame, double[] q, double[] jacobian)
    {
        nint call = NativeLibrary.GetExport(_library, $"{name}{frame}");
        fixed (double* a = q, b = s_flangeFromEnd, c = jacobian)
        {
            if (frame == 1)
                ((delegate* unmanaged<double*, void>)call)(c);
            else if (frame == 9)
                ((delegate* unmanaged<double*, double*, double*, void>)call)(a, b, c);
            else
                ((delegate* unmanaged<double*, double*, void>)call)(a, c);
        }
    }

    // Column by column, as the library has it; joints beyond the frame do not move it.
    private static void Zero(ArmKinematics kinematics, int frame, in Pose there, double[] jacobian)
    {
        Array.Clear(jacobian);
        for (int joint = 0; joint < Math.Min(frame, 7); joint++)
        {
            Pose link = kinematics.BaseFromLink[joint];
            Vec3 axis = link.Orientation.Rotate(Vec3.UnitZ);
            Vec3.Cross(axis, there.Position - link.Position).WriteTo(jacobian.AsSpan(6 * joint));
            axis.WriteTo(jacobian.AsSpan((6 * joint) + 3));
        }
    }

    private static void Own(in Pose there, double[] jacobian)
    {
        Quat back = there.Orientation.Conjugate;
        for (int i = 0; i < 14; i++)
            back.Rotate(Vec3.From(jacobian.AsSpan(3 * i))).WriteTo(jacobian.AsSpan(3 * i));
    }

    private static void AssertSame(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance))
                Assert.Fail($"number {i}: expected {expected[i]}, found {actual[i]}");
        }
    }
}
