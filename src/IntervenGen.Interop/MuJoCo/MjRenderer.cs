using System.Runtime.InteropServices;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>A free camera: looks at a point from a distance.</summary>
/// <param name="X">Look-at point, world, metres.</param>
/// <param name="Y">Look-at point.</param>
/// <param name="Z">Look-at point.</param>
/// <param name="Distance">Metres from the look-at point.</param>
/// <param name="AzimuthDegrees">Around the vertical; 90 looks along +y.</param>
/// <param name="ElevationDegrees">Negative looks down.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct MjCamera(
    double X, double Y, double Z, double Distance, double AzimuthDegrees, double ElevationDegrees);

/// <summary>One shape drawn on top of the model.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct MjOverlay
{
    private readonly int _size;

    /// <summary>0 box, 1 sphere, 2 cylinder.</summary>
    public int Shape;

    /// <summary>Half extents in metres; for a sphere or cylinder the radius first.</summary>
    public fixed float Extent[3];

    /// <summary>Colour and opacity, 0 to 1.</summary>
    public fixed float Rgba[4];

    /// <summary>Centre, world, metres.</summary>
    public fixed double Position[3];

    /// <summary>Axes, world, row-major.</summary>
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

/// <summary>Off-screen pictures through EGL; no display needed.</summary>
/// <remarks>Belongs to the thread that made it: draw and dispose there.</remarks>
public sealed unsafe partial class MjRenderer : MjOffScreen
{
    /// <summary>Opens a context.</summary>
    /// <param name="model">The model to draw.</param>
    /// <param name="width">Pixels, at most the model's offscreen width.</param>
    /// <param name="height">Pixels, at most the model's offscreen height.</param>
    /// <exception cref="Core.NativeException">No EGL here, or the picture is too large.</exception>
    public MjRenderer(MjModel model, int width, int height)
        : base(model, width, height, &Create, "renderer")
    {
    }

    /// <summary>Bytes in a picture: 3 per pixel, rows from the top.</summary>
    public int ByteCount => checked(Width * Height * 3);

    /// <summary>Draws one picture.</summary>
    /// <param name="data">The state, of the same model; its kinematics must be current.</param>
    /// <param name="camera">Where to look from.</param>
    /// <param name="overlays">Shapes on top of the model.</param>
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
