using IntervenGen.Numerics;

namespace IntervenGen.Simulation.Tests;

/// <summary>Forward kinematics from the Denavit-Hartenberg parameters that the makers publish; metres, radians.</summary>
internal static class PublishedKinematics
{
    private const double Quarter = Math.PI / 2;

    /// <summary>The Panda's and FR3's flange in the frame of the base: Craig's convention, from Franka's control interface documentation.</summary>
    public static Pose Franka(IReadOnlyList<double> joints)
    {
        double[] a = [0, 0, 0, 0.0825, -0.0825, 0, 0.088], d = [0.333, 0, 0.316, 0, 0.384, 0, 0];
        double[] alpha = [0, -Quarter, Quarter, Quarter, -Quarter, Quarter, Quarter];
        Pose pose = Pose.Identity;
        for (int i = 0; i < 7; i++)
            pose = pose * About(Vec3.UnitX, alpha[i]) * Along(a[i], 0, 0) * About(Vec3.UnitZ, joints[i]) * Along(0, 0, d[i]);
        return pose * Along(0, 0, 0.107);
    }

    /// <summary>The UR5e's flange in the frame of the base: the classic convention, from Universal Robots' article on its parameters.</summary>
    public static Pose Ur5e(IReadOnlyList<double> joints)
    {
        double[] a = [0, -0.425, -0.3922, 0, 0, 0], d = [0.1625, 0, 0, 0.1333, 0.0997, 0.0996];
        double[] alpha = [Quarter, 0, 0, Quarter, -Quarter, 0];
        Pose pose = Pose.Identity;
        for (int i = 0; i < 6; i++)
            pose = pose * About(Vec3.UnitZ, joints[i]) * Along(0, 0, d[i]) * Along(a[i], 0, 0) * About(Vec3.UnitX, alpha[i]);
        return pose;
    }

    private static Pose About(Vec3 axis, double angle) => new(Vec3.Zero, Quat.FromAxisAngle(axis, angle));

    private static Pose Along(double x, double y, double z) => new(new Vec3(x, y, z), Quat.Identity);
}
