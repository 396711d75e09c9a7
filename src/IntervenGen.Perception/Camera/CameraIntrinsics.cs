using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Perception.Camera;

/// <summary>A pinhole camera: how a point in front of it becomes a pixel.</summary>
/// <param name="Fx">Focal length along x, pixels.</param>
/// <param name="Fy">Focal length along y, pixels.</param>
/// <param name="Cx">Where the optical axis meets the picture, pixels from the left.</param>
/// <param name="Cy">The same, pixels from the top.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <remarks>
/// The camera's axes, here and everywhere in this project, are OpenCV's and RealSense's: x right, y down, z forward.
/// Pixel (0, 0) is the centre of the upper left pixel, so a picture reaches from −0.5 to <c>Width</c> − 0.5. No lens
/// distortion: a D415's depth is delivered rectified. Depth is z, not the distance along the ray. Any thread.
/// </remarks>
public readonly record struct CameraIntrinsics(double Fx, double Fy, double Cx, double Cy, int Width, int Height)
{
    /// <summary>Pixels along a side are at most this many.</summary>
    public const int MaxPixels = 4096;

    /// <summary>A depth camera like Intel's RealSense D415 at 640 × 480, with the field of view of its whole sensor: 65° across.</summary>
    /// <remarks>
    /// Intel's D400 datasheet (May 2020, table 3-42): depth 65° ± 2 across at 16:9, 50° ± 2 in VGA, which is a crop. 65°
    /// over 640 pixels (f = 502 px) is the whole view scaled down; it gives a cube half the pixels of the crop's
    /// 686 px, and the stereo noise 1.4 times as large: what holds here holds for the crop. A real camera's own numbers come from its
    /// calibration file.
    /// </remarks>
    public static CameraIntrinsics D415 { get; } = FromFieldOfView(65 * Math.PI / 180, 640, 480);

    /// <summary>Square pixels, the optical axis in the middle.</summary>
    /// <param name="horizontal">Field of view across, radians, in (0, π).</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    public static CameraIntrinsics FromFieldOfView(double horizontal, int width, int height)
    {
        double focal = 0.5 * width / Math.Tan(0.5 * horizontal);
        return new CameraIntrinsics(focal, focal, 0.5 * (width - 1), 0.5 * (height - 1), width, height).Checked();
    }

    /// <summary>Pixels in a picture.</summary>
    public int PixelCount => Width * Height;

    /// <summary>Checks the numbers and returns them.</summary>
    /// <exception cref="UsageException">A number is out of its range; the message names it.</exception>
    public CameraIntrinsics Checked()
    {
        Require(nameof(Fx), Fx, 1, 1e5);
        Require(nameof(Fy), Fy, 1, 1e5);
        Require(nameof(Width), Width, 1, MaxPixels);
        Require(nameof(Height), Height, 1, MaxPixels);
        Require(nameof(Cx), Cx, -Width, 2 * Width);
        Require(nameof(Cy), Cy, -Height, 2 * Height);
        return this;
    }

    /// <summary>The point seen at a pixel, in the camera's axes, metres.</summary>
    /// <param name="u">Pixels from the left.</param>
    /// <param name="v">Pixels from the top.</param>
    /// <param name="depth">z, metres.</param>
    public Vec3 Deproject(double u, double v, double depth) => new((u - Cx) / Fx * depth, (v - Cy) / Fy * depth, depth);

    /// <summary>The pixel at which a point is seen; the point must be in front of the camera (z above 0).</summary>
    public (double U, double V) Project(Vec3 point) => ((Fx * point.X / point.Z) + Cx, (Fy * point.Y / point.Z) + Cy);

    private static void Require(string name, double value, double min, double max)
    {
        if (!(value >= min && value <= max))
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture,
                $"camera intrinsics: {name.ToLowerInvariant()} is {value}; it must be between {min} and {max}"));
        }
    }
}
