using System.Runtime.InteropServices;
using IntervenGen.Numerics;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>A pinhole camera with square pixels.</summary>
/// <remarks>Pixel (0, 0) is the centre of the upper left pixel. Camera axes: x right, y down, z forward.</remarks>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct MjPinhole
{
    private readonly int _size, _reserved;
    private fixed double _position[3];
    private fixed double _rotation[9];
    private readonly double _focal, _centreX, _centreY, _near, _far;

    /// <summary>Creates a camera at a pose.</summary>
    /// <param name="worldFromCamera">Pose of the camera, world frame, metres.</param>
    /// <param name="focal">Focal length, pixels, the same along both axes.</param>
    /// <param name="centreX">Column of the principal point, pixels from the left.</param>
    /// <param name="centreY">Row of the principal point, pixels from the top.</param>
    /// <param name="near">Near clipping distance along the optical axis, metres, above 0.</param>
    /// <param name="far">Far clipping distance along the optical axis, metres.</param>
    public MjPinhole(Pose worldFromCamera, double focal, double centreX, double centreY, double near, double far)
    {
        _size = sizeof(MjPinhole);
        _reserved = 0;
        (_focal, _centreX, _centreY, _near, _far) = (focal, centreX, centreY, near, far);
        _position[0] = worldFromCamera.Position.X;
        _position[1] = worldFromCamera.Position.Y;
        _position[2] = worldFromCamera.Position.Z;
        Span<double> matrix = stackalloc double[9];
        worldFromCamera.Orientation.ToMatrix(matrix);
        for (int i = 0; i < 9; i++)
            _rotation[i] = matrix[i];
    }
}

/// <summary>Colour and depth of the same pixels, rendered off-screen through EGL.</summary>
/// <remarks>Belongs to the thread that made it: draw and dispose there. One sample per pixel, at its centre.</remarks>
public sealed unsafe partial class MjDepthCamera : MjOffScreen
{
    /// <summary>Opens an off-screen context.</summary>
    /// <param name="model">The model to render; its own off-screen size is not a limit.</param>
    /// <param name="width">Width of the frame, 1 to 4096 pixels.</param>
    /// <param name="height">Height of the frame, 1 to 4096 pixels.</param>
    /// <exception cref="Core.NativeException">No EGL here, or a size out of range.</exception>
    public MjDepthCamera(MjModel model, int width, int height)
        : base(model, width, height, &Create, "camera")
    {
    }

    /// <summary>Renders one frame.</summary>
    /// <param name="data">The state, of the same model; its kinematics must be current.</param>
    /// <param name="camera">The camera's pose and projection.</param>
    /// <param name="rgb">Result, shape [height, width, 3], top row first.</param>
    /// <param name="depth">Result, shape [height, width], metres along the optical axis; 0 where nothing was hit.</param>
    /// <exception cref="Core.NativeException">A buffer has another size, or the camera's numbers cannot be drawn.</exception>
    public void Draw(MjData data, in MjPinhole camera, Span<byte> rgb, Span<float> depth)
    {
        ArgumentNullException.ThrowIfNull(data);
        using Lease renderer = Lend(), world = new(data);
        fixed (MjPinhole* view = &camera)
        fixed (byte* colours = rgb)
        fixed (float* distances = depth)
        {
            MuJoCoLibrary.ThrowIfFailed(
                DrawNative(renderer.Handle, world.Handle, view, colours, rgb.Length, distances, depth.Length), "camera");
        }
    }

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_camera_create")]
    private static partial int Create(nint model, int width, int height, nint* renderer);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_camera_draw")]
    private static partial int DrawNative(
        nint renderer, nint data, MjPinhole* camera, byte* rgb, long rgbCount, float* depth, long depthCount);
}
