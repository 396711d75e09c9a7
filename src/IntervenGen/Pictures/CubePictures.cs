using System.Globalization;
using IntervenGen.Numerics;
using IntervenGen.Perception;
using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Geometry;

namespace IntervenGen;

/// <summary>What a camera saw and what was made of it, as pictures.</summary>
internal static class CubePictures
{
    private const int Zoom = 8, Margin = 10;

    /// <summary>Writes colour, depth in false colour, and the red region enlarged with the fitted cube's edges.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="index">Number of the pose, part of the names.</param>
    /// <param name="frame">What was seen.</param>
    /// <param name="calibration">The camera.</param>
    /// <param name="baseFromCube">The fit, if there is one.</param>
    /// <param name="edge">Of the cube, metres.</param>
    public static void Write(string folder, int index, RgbdFrame frame, CameraCalibration calibration, Pose? baseFromCube, double edge)
    {
        string Name(string what) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{index:000}-{what}.png"));
        PngWriter.Write(Name("colour"), frame.Colour, frame.Width, frame.Height);
        PngWriter.Write(Name("depth"), FalseColour(frame), frame.Width, frame.Height);
        ImageRegion region;
        try
        {
            region = new RedSegmentation().Find(frame);
        }
        catch (PerceptionException)
        {
            return;
        }

        int left = Math.Max(0, region.Left - Margin), top = Math.Max(0, region.Top - Margin);
        int width = Math.Min(frame.Width - 1, region.Right + Margin) - left + 1, height = Math.Min(
            frame.Height - 1, region.Bottom + Margin) - top + 1;
        byte[] picture = Enlarge(frame, region, left, top, width, height);
        if (baseFromCube is { } pose)
            DrawCube(picture, width * Zoom, height * Zoom, left, top, calibration, pose, edge);
        PngWriter.Write(Name("fit"), picture, width * Zoom, height * Zoom);
    }

    // Half a metre of depth runs through the colours; black is unknown.
    private static byte[] FalseColour(RgbdFrame frame)
    {
        byte[] rgb = new byte[frame.Colour.Length];
        for (int i = 0; i < frame.Depth.Length; i++)
        {
            if (frame.Depth[i] == 0)
                continue;
            double t = frame.DepthAt(i) / 0.5 % 1;
            for (int k = 0; k < 3; k++)
                rgb[(3 * i) + k] = (byte)(255 * Math.Clamp(1.5 - Math.Abs((4 * t) - 1 - k), 0, 1));
        }

        return rgb;
    }

    // The region keeps its colour, all else is grey.
    private static byte[] Enlarge(RgbdFrame frame, in ImageRegion region, int left, int top, int width, int height)
    {
        byte[] picture = new byte[width * height * Zoom * Zoom * 3];
        for (int y = 0; y < height * Zoom; y++)
        {
            for (int x = 0; x < width * Zoom; x++)
            {
                int from = ((top + (y / Zoom)) * frame.Width) + left + (x / Zoom), to = 3 * ((y * width * Zoom) + x);
                int grey = (frame.Colour[3 * from] + frame.Colour[(3 * from) + 1] + frame.Colour[(3 * from) + 2]) / 3;
                for (int k = 0; k < 3; k++)
                    picture[to + k] = region.Mask[from] != 0 ? frame.Colour[(3 * from) + k] : (byte)grey;
            }
        }

        return picture;
    }

    private static void DrawCube(
        byte[] picture, int width, int height, int left, int top, CameraCalibration calibration, Pose baseFromCube, double edge)
    {
        Pose cameraFromCube = calibration.BaseFromCamera.Inverse() * baseFromCube;
        ReadOnlySpan<Vec3> corners = CubeModel.Of(edge).Corners;
        for (int a = 0; a < 8; a++)
        {
            for (int bit = 1; bit < 8; bit <<= 1)
            {
                int b = a | bit;
                if (b == a || !IsEdgeSeen(cameraFromCube, corners[a], corners[b], edge))
                    continue;
                (double u0, double v0) = calibration.Intrinsics.Project(cameraFromCube.Transform(corners[a]));
                (double u1, double v1) = calibration.Intrinsics.Project(cameraFromCube.Transform(corners[b]));
                Line(picture, width, height, (u0 + 0.5 - left) * Zoom, (v0 + 0.5 - top) * Zoom, (
                    u1 + 0.5 - left) * Zoom, (v1 + 0.5 - top) * Zoom);
            }
        }
    }

    // An edge is seen if one of its two faces looks at the camera.
    private static bool IsEdgeSeen(Pose cameraFromCube, Vec3 a, Vec3 b, double edge)
    {
        Vec3 camera = cameraFromCube.Inverse().Position, both = a + b;
        foreach (Vec3 axis in (Vec3[])[Vec3.UnitX, Vec3.UnitY, Vec3.UnitZ])
        {
            double side = Vec3.Dot(both, axis);
            if (Math.Abs(side) > 0.5 * edge && Vec3.Dot(camera, axis) * Math.Sign(side) > 0.5 * edge)
                return true;
        }

        return false;
    }

    private static void Line(byte[] picture, int width, int height, double x0, double y0, double x1, double y1)
    {
        int steps = (int)Math.Max(Math.Abs(x1 - x0), Math.Abs(y1 - y0)) + 1;
        for (int i = 0; i <= steps; i++)
        {
            double t = (double)i / steps;
            int x = (int)Math.Round(x0 + (t * (x1 - x0))), y = (int)Math.Round(y0 + (t * (y1 - y0)));
            for (int at = 0; at < 4; at++)
            {
                (int px, int py) = (x + (at & 1), y + (at >> 1));
                if (px < 0 || py < 0 || px >= width || py >= height)
                    continue;
                int to = 3 * ((py * width) + px);
                (picture[to], picture[to + 1], picture[to + 2]) = (0, 255, 255);
            }
        }
    }
}
