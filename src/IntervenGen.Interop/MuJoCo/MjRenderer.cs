using System.Runtime.InteropServices;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>A free camera, defined by its look-at point, distance and angles.</summary>
/// <param name="X">X of the look-at point, world frame, metres.</param>
/// <param name="Y">Y of the look-at point, world frame, metres.</param>
/// <param name="Z">Z of the look-at point, world frame, metres.</param>
/// <param name="Distance">Distance from the look-at point, metres.</param>
/// <param name="AzimuthDegrees">Angle about the vertical, degrees; 90 looks along +y.</param>
/// <param name="ElevationDegrees">Elevation, degrees; negative looks down.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct MjCamera(
    double X, double Y, double Z, double Distance, double AzimuthDegrees, double ElevationDegrees);

/// <summary>One shape rendered on top of the model.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct MjOverlay
{
    private readonly int _size;

    /// <summary>Kind of the shape: 0 box, 1 sphere, 2 cylinder.</summary>
    public int Shape;

    /// <summary>Half extents in metres; for a sphere or cylinder the radius first.</summary>
    public fixed float Extent[3];

    /// <summary>Colour and opacity (r, g, b, a), 0 to 1.</summary>
    public fixed float Rgba[4];

    /// <summary>Position of the centre, world frame, metres.</summary>
    public fixed double Position[3];

    /// <summary>Orientation of the axes, world frame, row-major 3 × 3 matrix.</summary>
    public fixed double Rotation[9];

    /// <summary>A shape with world-aligned axes.</summary>
    public MjOverlay(int shape, Numerics.Vec3 extent, Numerics.Pose worldFromShape, ReadOnlySpan<float> rgba)
    {
        _size = sizeof(MjOverlay);
        Shape = shape;
        Extent[0] = (float)extent.X;
        Extent[1] = (float)extent.Y;
        Extent[2] = (float)extent.Z;
        for (int i = 0; i < 4; i++)
            Rgba[i] = rgba[i];
        Position[0] = worldFromShape.Position.X;
        Position[1] = worldFromShape.Position.Y;
        Position[2] = worldFromShape.Position.Z;
        Span<double> matrix = stackalloc double[9];
        worldFromShape.Orientation.ToMatrix(matrix);
        for (int i = 0; i < 9; i++)
            Rotation[i] = matrix[i];
    }
}

/// <summary>Renders images off-screen through EGL, without a display.</summary>
/// <remarks>Belongs to the thread that made it: draw and dispose there.</remarks>
public sealed unsafe partial class MjRenderer : MjOffScreen
{
    /// <summary>Opens an off-screen context.</summary>
    /// <param name="model">The model to render.</param>
    /// <param name="width">Width of the image, pixels, at most the model's off-screen width.</param>
    /// <param name="height">Height of the image, pixels, at most the model's off-screen height.</param>
    /// <exception cref="Core.NativeException">No EGL here, or the picture is too large.</exception>
    public MjRenderer(MjModel model, int width, int height)
        : base(model, width, height, &Create, "renderer")
    {
    }

    /// <summary>Size of an image, bytes: 3 per pixel, rows from the top.</summary>
    public int ByteCount => checked(Width * Height * 3);

    /// <summary>Renders one image.</summary>
    /// <param name="data">The state, of the same model; its kinematics must be current.</param>
    /// <param name="camera">The viewpoint of the image.</param>
    /// <param name="overlays">Shapes to render on top of the model.</param>
    /// <param name="rgb">Result, shape [height, width, 3].</param>
    public void Draw(MjData data, MjCamera camera, ReadOnlySpan<MjOverlay> overlays, Span<byte> rgb)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(rgb.Length, ByteCount);
        using Lease renderer = Lend(), world = new(data);
        fixed (MjOverlay* first = overlays)
        fixed (byte* pixels = rgb)
        {
            MuJoCoLibrary.ThrowIfFailed(
                DrawNative(
                    renderer.Handle, world.Handle, (double*)&camera, sizeof(MjCamera) / sizeof(double), first, overlays.Length, pixels,
                    rgb.Length),
                "draw");
        }
    }

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_renderer_create")]
    private static partial int Create(nint model, int width, int height, nint* renderer);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_renderer_draw")]
    private static partial int DrawNative(
        nint renderer, nint data, double* camera, int cameraCount, MjOverlay* overlays, int overlayCount, byte* rgb, long rgbCount);
}
