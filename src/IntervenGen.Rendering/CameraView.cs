using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.Rendering;

/// <summary>Where a camera stands and how it projects: a pinhole with square pixels.</summary>
/// <remarks>Pixel (0, 0) is the middle of the upper left pixel. Camera axes: x right, y down, z forward.</remarks>
/// <param name="WorldFromCamera">Pose of the camera, world frame, metres.</param>
/// <param name="Focal">Focal length, pixels.</param>
/// <param name="CentreX">Column of the principal point, pixels.</param>
/// <param name="CentreY">Row of the principal point, pixels.</param>
public readonly record struct CameraView(Pose WorldFromCamera, double Focal, double CentreX, double CentreY)
{
    // Half a turn about x: MuJoCo's cameras look along -z with y up.
    private static readonly Quat s_opticalFromMuJoCo = new(0, 1, 0, 0);

    /// <summary>A camera whose axis meets the middle of the picture.</summary>
    /// <param name="worldFromCamera">Pose of the camera, world frame.</param>
    /// <param name="fovyDegrees">Vertical field of view, degrees.</param>
    /// <param name="width">Width of the picture, pixels.</param>
    /// <param name="height">Height of the picture, pixels.</param>
    public static CameraView Symmetric(in Pose worldFromCamera, double fovyDegrees, int width, int height) => new(
        worldFromCamera, 0.5 * height / Math.Tan(0.5 * fovyDegrees * Math.PI / 180), 0.5 * (width - 1), 0.5 * (height - 1));

    /// <summary>A camera that looks at a point from a distance, as MuJoCo's free camera does.</summary>
    public static CameraView LookingAt(in MjCamera camera, double fovyDegrees, int width, int height) =>
        Symmetric(PoseOf(camera), fovyDegrees, width, height);

    /// <summary>Pose of a free camera, world frame.</summary>
    public static Pose PoseOf(in MjCamera camera)
    {
        double azimuth = camera.AzimuthDegrees * Math.PI / 180, elevation = camera.ElevationDegrees * Math.PI / 180;
        (double sinA, double cosA) = Math.SinCos(azimuth);
        (double sinE, double cosE) = Math.SinCos(elevation);
        var forward = new Vec3(cosE * cosA, cosE * sinA, sinE);
        var right = new Vec3(sinA, -cosA, 0);
        Vec3 down = Vec3.Cross(forward, right);
        Quat turn = Quat.FromMatrix([right.X, down.X, forward.X, right.Y, down.Y, forward.Y, right.Z, down.Z, forward.Z]);
        return new Pose(new Vec3(camera.X, camera.Y, camera.Z) - (forward * camera.Distance), turn);
    }

    /// <summary>The pose, with optical axes, of a camera that MuJoCo describes: it looks along -z with y up.</summary>
    /// <param name="position">Position of the camera.</param>
    /// <param name="rotation">Its axes, row-major 3 × 3 matrix.</param>
    public static Pose FromMuJoCo(ReadOnlySpan<double> position, ReadOnlySpan<double> rotation) =>
        new(Vec3.From(position), (Quat.FromMatrix(rotation) * s_opticalFromMuJoCo).Normalized);
}
