using FsCheck.Xunit;

namespace IntervenGen.Numerics.Tests;

public sealed class RotationTests
{
    [Property(MaxTest = 300)]
    public void Exp_undoes_log_for_any_rotation(ulong seed)
    {
        CounterRandom random = Sample.Stream(seed);
        Quat q = Sample.Rotation(ref random);
        Sample.AssertSameRotation(q, Quat.Exp(q.Log()));
        Assert.InRange(q.Log().Length, 0, Math.PI + 1e-15);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-300)]
    [InlineData(1e-30)]
    [InlineData(1e-9)]
    [InlineData(0.99e-8)]
    [InlineData(1.01e-8)]
    [InlineData(1e-7)]
    [InlineData(1e-4)]
    [InlineData(1)]
    public void Log_undoes_exp_near_zero_to_full_relative_precision(double angle)
    {
        CounterRandom random = Sample.Stream(5);
        for (int i = 0; i < 100; i++)
        {
            Vec3 v = Sample.Direction(ref random) * angle;
            Sample.AssertNear(v, Quat.Exp(v).Log(), 1e-14 * angle);
        }
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-8)]
    [InlineData(1e-12)]
    [InlineData(1e-15)]
    [InlineData(0)]
    public void Log_undoes_exp_just_below_pi(double below)
    {
        CounterRandom random = Sample.Stream(6);
        for (int i = 0; i < 100; i++)
        {
            Vec3 v = Sample.Direction(ref random) * (Math.PI - below);
            Vec3 log = Quat.Exp(v).Log();
            // At π itself an axis and its opposite are the same rotation.
            if (Vec3.Dot(v, log) < 0 && below < 1e-12)
                log = -log;
            Sample.AssertNear(v, log, 1e-14);
        }
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-8)]
    public void Log_takes_the_shorter_way_just_above_pi(double above)
    {
        CounterRandom random = Sample.Stream(7);
        for (int i = 0; i < 100; i++)
        {
            Vec3 axis = Sample.Direction(ref random);
            Sample.AssertNear(axis * (above - Math.PI), Quat.Exp(axis * (Math.PI + above)).Log(), 1e-14);
        }
    }

    [Property(MaxTest = 300)]
    public void Both_names_of_a_rotation_have_one_logarithm_and_one_effect(ulong seed)
    {
        CounterRandom random = Sample.Stream(seed);
        Quat q = Sample.Rotation(ref random);
        Vec3 v = Sample.Pose(ref random).Position;
        Sample.AssertNear(q.Log(), (-q).Log());
        Sample.AssertNear(q.Rotate(v), (-q).Rotate(v));
        Assert.Equal(0, Quat.AngleBetween(q, -q), 1e-7); // acos-like loss of digits at zero angle
    }

    [Property(MaxTest = 300)]
    public void A_rotation_survives_its_matrix_and_the_matrix_rotates_alike(ulong seed)
    {
        CounterRandom random = Sample.Stream(seed);
        Quat q = Sample.Rotation(ref random);
        Vec3 v = Sample.Pose(ref random).Position;
        var m = new double[9];
        q.ToMatrix(m);
        Sample.AssertSameRotation(q, Quat.FromMatrix(m));
        Assert.True(Quat.FromMatrix(m).W >= 0);
        var product = new Vec3(
            (m[0] * v.X) + (m[1] * v.Y) + (m[2] * v.Z),
            (m[3] * v.X) + (m[4] * v.Y) + (m[5] * v.Z),
            (m[6] * v.X) + (m[7] * v.Y) + (m[8] * v.Z));
        Sample.AssertNear(product, q.Rotate(v));
    }

    [Fact]
    public void Half_turns_survive_their_matrix_on_every_branch_of_shepperds_method()
    {
        CounterRandom random = Sample.Stream(8);
        Vec3[] axes = [Vec3.UnitX, Vec3.UnitY, Vec3.UnitZ, .. Enumerable.Range(0, 200).Select(_ => Sample.Direction(ref random))];
        var m = new double[9];
        foreach (Vec3 axis in axes)
        {
            foreach (double angle in new[] { Math.PI, Math.PI - 1e-7, Math.PI - 1e-3, 1e-9, 0 })
            {
                Quat q = Quat.FromAxisAngle(axis, angle);
                q.ToMatrix(m);
                Sample.AssertSameRotation(q, Quat.FromMatrix(m));
            }
        }
    }

    [Fact]
    public void A_quarter_turn_about_z_takes_x_to_y()
    {
        Quat q = Quat.FromAxisAngle(Vec3.UnitZ, Math.PI / 2);
        Sample.AssertNear(Vec3.UnitY, q.Rotate(Vec3.UnitX), 1e-15);
        Sample.AssertSameRotation(q, Quat.Exp(Vec3.UnitZ * (Math.PI / 2)), 1e-15);
        Assert.Equal(Math.PI / 2, Quat.AngleBetween(Quat.Identity, q), 1e-15);
    }

    [Property(MaxTest = 300)]
    public void Slerp_starts_and_ends_where_it_should_and_turns_at_constant_speed(ulong seed)
    {
        CounterRandom random = Sample.Stream(seed);
        Quat from = Sample.Rotation(ref random), to = Sample.Rotation(ref random);
        double angle = Quat.AngleBetween(from, to);
        Sample.AssertSameRotation(from, Quat.Slerp(from, to, 0));
        Sample.AssertSameRotation(to, Quat.Slerp(from, to, 1), 1e-11);
        for (int step = 1; step <= 10; step++)
        {
            double moved = Quat.AngleBetween(Quat.Slerp(from, to, (step - 1) / 10.0), Quat.Slerp(from, to, step / 10.0));
            Assert.Equal(angle / 10, moved, 1e-9);
        }
    }

    [Property(MaxTest = 300)]
    public void Slerp_does_not_care_which_name_a_rotation_has(ulong seed)
    {
        CounterRandom random = Sample.Stream(seed);
        Quat from = Sample.Rotation(ref random), to = Sample.Rotation(ref random);
        double fraction = random.NextDouble();
        // Close to half a turn the two shorter ways are equally long, and either is right.
        if (Quat.AngleBetween(from, to) < Math.PI - 1e-6)
            Sample.AssertSameRotation(Quat.Slerp(from, to, fraction), Quat.Slerp(from, -to, fraction), 1e-9);
        Quat aligned = to.AlignedTo(from);
        Assert.True((aligned.W * from.W) + Vec3.Dot(aligned.Vector, from.Vector) >= 0);
    }

    [Property(MaxTest = 300)]
    public void Interpolated_poses_lie_on_the_straight_line(ulong seed)
    {
        CounterRandom random = Sample.Stream(seed);
        Pose from = Sample.Pose(ref random), to = Sample.Pose(ref random);
        double fraction = random.NextDouble();
        Pose between = Pose.Interpolate(from, to, fraction);
        Sample.AssertNear(from.Position + ((to.Position - from.Position) * fraction), between.Position);
        Sample.AssertSameRotation(Quat.Slerp(from.Orientation, to.Orientation, fraction), between.Orientation);
    }
}
