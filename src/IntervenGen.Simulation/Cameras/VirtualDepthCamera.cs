using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Perception.Camera;

namespace IntervenGen.Simulation.Cameras;

/// <summary>A depth camera that looks at a simulated world.</summary>
/// <remarks>
/// Drawn off-screen by MuJoCo with exactly the intrinsics given; focal lengths along both axes must be equal, because
/// MuJoCo draws square pixels. Belongs to the thread that made it: capture and dispose there. Whoever changes the world
/// does so on that thread, between captures.
/// </remarks>
public sealed class VirtualDepthCamera : IDepthCamera, IDisposable
{
    // A D415 sees from 0.3 m on at this resolution; the room's walls are nearer than 10 m.
    private const double Near = 0.05, Far = 10;

    private readonly MjDepthCamera _renderer;
    private readonly MjData _world;
    private readonly Pose _worldFromCamera;
    private readonly DepthNoise? _noise;
    private readonly float[] _depth;
    private ulong _frames;

    /// <summary>Places the camera.</summary>
    /// <param name="world">What it looks at; its kinematics must be current at every capture. Draw a model whose shells are there:
    /// <see cref="SimulatedTask.CompileVisible"/>.</param>
    /// <param name="intrinsics">How its pixels look into space.</param>
    /// <param name="worldFromCamera">Where it stands; x right, y down, z forward.</param>
    /// <param name="noise">Spoils the depth like a real camera; null for perfect depth.</param>
    /// <exception cref="ArgumentException">The focal lengths differ.</exception>
    /// <exception cref="Core.NativeException">There is no EGL here.</exception>
    public VirtualDepthCamera(MjData world, CameraIntrinsics intrinsics, Pose worldFromCamera, DepthNoise? noise = null)
    {
        ArgumentNullException.ThrowIfNull(world);
        if (Math.Abs(intrinsics.Fx - intrinsics.Fy) > 1e-6 * intrinsics.Fx)
            throw new ArgumentException($"fx is {intrinsics.Fx}, fy {intrinsics.Fy}; MuJoCo draws square pixels, so they must be equal");
        Intrinsics = intrinsics.Checked();
        _world = world;
        _worldFromCamera = worldFromCamera.Normalized;
        _noise = noise;
        _depth = new float[intrinsics.PixelCount];
        _renderer = new MjDepthCamera(world.Model, intrinsics.Width, intrinsics.Height);
    }

    /// <inheritdoc/>
    public CameraIntrinsics Intrinsics { get; }

    /// <summary>The last capture's depth before noise: z in metres, shape [height, width], 0 where nothing was hit.</summary>
    public ReadOnlySpan<float> CleanDepth => _depth;

    /// <summary>The pose of a camera at a place, looking at a point, with the picture's lower edge down.</summary>
    /// <param name="position">Where it stands, metres.</param>
    /// <param name="target">What it looks at; not straight above or below it.</param>
    public static Pose LookAt(Vec3 position, Vec3 target)
    {
        Vec3 forward = Unit(target - position), right = Unit(Vec3.Cross(forward, Vec3.UnitZ)), down = Vec3.Cross(forward, right);
        return new Pose(position, Quat.FromMatrix(
            [right.X, down.X, forward.X, right.Y, down.Y, forward.Y, right.Z, down.Z, forward.Z]));
    }

    /// <summary>The pose of a camera that looks at a point from a distance.</summary>
    /// <param name="target">What it looks at.</param>
    /// <param name="distance">Metres.</param>
    /// <param name="elevation">How steeply it looks down, radians.</param>
    /// <param name="azimuth">Where it stands around the point: 0 along x, π/2 along y, radians.</param>
    public static Pose LookFrom(Vec3 target, double distance, double elevation, double azimuth)
    {
        var towards = new Vec3(Math.Cos(azimuth) * Math.Cos(elevation), Math.Sin(azimuth) * Math.Cos(elevation), Math.Sin(elevation));
        return LookAt(target + (towards * distance), target);
    }

    /// <inheritdoc/>
    /// <remarks>The timestamp is the world's own time, so that the same run gives the same bytes.</remarks>
    public void Capture(RgbdFrame frame, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(frame);
        frame.RequireSize(Intrinsics);
        cancellation.ThrowIfCancellationRequested();
        var view = new MjPinhole(_worldFromCamera, Intrinsics.Fx, Intrinsics.Cx, Intrinsics.Cy, Near, Far);
        _renderer.Draw(_world, view, frame.Colour, _depth);
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
