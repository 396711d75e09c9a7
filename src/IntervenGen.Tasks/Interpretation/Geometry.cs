using IntervenGen.Numerics;
using IntervenGen.Tasks.Format;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>Poses and orientations as a file writes them.</summary>
internal static class Geometry
{
    /// <summary>Degrees to radians.</summary>
    public static double Radians(double degrees) => degrees * Math.PI / 180;

    /// <summary>Three numbers as a vector.</summary>
    public static Vec3 ToVector(this double[] numbers) => Vec3.From(numbers);

    /// <summary>A pose.</summary>
    public static Pose ToPose(this PoseFile? file) =>
        file is null ? Pose.Identity : new Pose(file.Position.ToVector(), file.Orientation.ToQuat());

    /// <summary>An orientation; none of the keys is no rotation.</summary>
    public static Quat ToQuat(this OrientationFile? file)
    {
        if (file?.Matrix is { } matrix)
            return Quat.FromMatrix(matrix);
        if (file?.Quaternion is { } wxyz)
            return Quat.From(wxyz).Normalized;
        if (file?.Euler is { } angles)
            return (Quat.FromAxisAngle(Vec3.UnitX, Radians(angles[0])) * Quat.FromAxisAngle(Vec3.UnitY, Radians(angles[1])) *
                Quat.FromAxisAngle(Vec3.UnitZ, Radians(angles[2]))).Normalized;
        return file?.Yaw is { } yaw ? Yaw(Radians(yaw)) : Quat.Identity;
    }

    /// <summary>A rotation about the vertical, radians.</summary>
    public static Quat Yaw(double angle) => Quat.FromAxisAngle(Vec3.UnitZ, angle);

    /// <summary>The vector's horizontal part.</summary>
    public static Vec3 Horizontal(this Vec3 vector) => vector with { Z = 0 };
}
