using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Perception.Camera;

namespace IntervenGen.Rendering;

/// <summary>A depth camera rendered from a simulated world.</summary>
/// <remarks>
/// Drawn off-screen with exactly the intrinsics given; focal lengths along both axes must be equal: pixels are square. Belongs to the
/// thread that made it: capture and dispose there. Whoever changes the world does so on that thread, between captures.
/// </remarks>
public sealed class VirtualDepthCamera : IDepthCamera, IDisposable
{
    // A D415 sees from 0.3 m on at this resolution; the room's walls are nearer than 10 m.
    private const double Near = 0.05, Far = 10;

    private readonly SceneRenderer _renderer;
    private readonly MjData _world;
    private readonly Pose _worldFromCamera;
    private readonly DepthNoise? _noise;
    private readonly float[] _depth;
    private ulong _frames;

    /// <summary>Creates a camera at a fixed pose.</summary>
    /// <param name="world">What it looks at; its kinematics must be current at every capture. Draw a model whose
    /// visible shells are there.</param>
    /// <param name="intrinsics">Projection of the camera: focal lengths and principal point, pixels.</param>
    /// <param name="worldFromCamera">Pose of the camera, world frame; its x axis points right, y down, z forward.</param>
    /// <param name="noise">Noise of a real depth camera; null for perfect depth.</param>
    /// <exception cref="ArgumentException">The two focal lengths differ.</exception>
    /// <exception cref="Core.NativeException">There is no EGL or no OpenGL 4.5 here.</exception>
    public VirtualDepthCamera(MjData world, CameraIntrinsics intrinsics, Pose worldFromCamera, DepthNoise? noise = null)
    {
        ArgumentNullException.ThrowIfNull(world);
        if (Math.Abs(intrinsics.Fx - intrinsics.Fy) > 1e-6 * intrinsics.Fx)
            throw new ArgumentException($"fx is {intrinsics.Fx}, fy {intrinsics.Fy}; pixels are square, so they must be equal");
        Intrinsics = intrinsics.Checked();
        _world = world;
        _worldFromCamera = worldFromCamera.Normalized;
        _noise = noise;
        _depth = new float[intrinsics.PixelCount];
        _renderer = new SceneRenderer(world.Model, new RenderOptions
        {
            Width = intrinsics.Width,
            Height = intrinsics.Height,
            Parts = PictureParts.Colour | PictureParts.Depth,
            Near = Near,
        });
    }

    /// <inheritdoc/>
    public CameraIntrinsics Intrinsics { get; }

    /// <summary>Depth of the last capture before noise: z in metres, shape [height, width], row-major, 0 where nothing was hit.</summary>
    public ReadOnlySpan<float> CleanDepth => _depth;

    /// <summary>The pose of a camera at a position, looking at a target, with the lower edge of the image downward.</summary>
    /// <param name="position">Position of the camera, world frame, metres.</param>
    /// <param name="target">Point to look at, world frame, metres; not vertically above or below the camera.</param>
    public static Pose LookAt(Vec3 position, Vec3 target)
    {
        Vec3 forward = Unit(target - position), right = Unit(Vec3.Cross(forward, Vec3.UnitZ)), down = Vec3.Cross(forward, right);
        return new Pose(position, Quat.FromMatrix(
            [right.X, down.X, forward.X, right.Y, down.Y, forward.Y, right.Z, down.Z, forward.Z]));
    }

    /// <summary>The pose of a camera that looks at a target from a distance and two angles.</summary>
    /// <param name="target">Point to look at, world frame, metres.</param>
    /// <param name="distance">Distance from the target, metres.</param>
    /// <param name="elevation">Angle of the line of sight below the horizontal, radians.</param>
    /// <param name="azimuth">Angle of the camera about the vertical through the target, radians: 0 along x, π/2 along y.</param>
    public static Pose LookFrom(Vec3 target, double distance, double elevation, double azimuth)
    {
        var towards = new Vec3(Math.Cos(azimuth) * Math.Cos(elevation), Math.Sin(azimuth) * Math.Cos(elevation), Math.Sin(elevation));
        return LookAt(target + (towards * distance), target);
    }

    /// <inheritdoc/>
    /// <remarks>The timestamp is the simulated time, so that repeating a run gives the same bytes.</remarks>
    public void Capture(RgbdFrame frame, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(frame);
        frame.RequireSize(Intrinsics);
        cancellation.ThrowIfCancellationRequested();
        int picture = _renderer.AddView(
            _renderer.AddWorld(_world), new CameraView(_worldFromCamera, Intrinsics.Fx, Intrinsics.Cx, Intrinsics.Cy));
        RenderedBatch pictures = _renderer.Submit();
        pictures.Colour(picture, frame.Colour);
        pictures.Depth(picture, _depth, (float)Far);
        if (_noise is not null)
        {
            _noise.Apply(_depth, Intrinsics, _frames, frame);
        }
        else
        {
            for (int i = 0; i < _depth.Length; i++)
                frame.SetDepth(i, _depth[i]);
        }

        _frames++;
        frame.TimestampUs = (long)Math.Round(_world.Doubles("time").Span[0] * 1e6);
    }

    /// <inheritdoc/>
    public void Dispose() => _renderer.Dispose();

    private static Vec3 Unit(Vec3 v) => v * (1 / v.Length);
}
