using IntervenGen.Numerics;
using IntervenGen.Perception;
using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Estimation;
using IntervenGen.Perception.Geometry;

namespace IntervenGen.Deployment;

/// <summary>Finds the cube by a depth camera beside the table.</summary>
/// <remarks>
/// A careful look fuses several frames. Quick looks take one each: on the caller's own thread for robots in lock-step, which
/// wait meanwhile, otherwise on a thread beside it, whose newest result a call fetches without waiting.
/// </remarks>
public sealed class CameraSight : ICubeSight, IDisposable
{
    private readonly IDepthCamera _camera;
    private readonly CubePoseEstimator _estimator;
    private readonly RgbdFrame _frame;
    private readonly Pose _worldFromBase;

    // Camera, estimator and frame are used by one look at a time; the result changes hands under a lock of its own, so that
    // nobody waits for a picture to fetch one.
    private readonly Lock _looking = new(), _gate = new();
    private readonly AutoResetEvent _isAsked = new(false);
    private readonly Thread? _thread;
    private Pose? _seen;
    private volatile bool _ends;

    /// <summary>Prepares looks at the cube; a thread for quick looks is started unless they are inline.</summary>
    /// <param name="camera">The camera; captures on any thread, one at a time.</param>
    /// <param name="calibration">Where it stands.</param>
    /// <param name="worldFromBase">The robot's base in the policy's world.</param>
    /// <param name="isInline">Whether quick looks are taken on the caller's thread.</param>
    /// <param name="options">The cube and the limits of trust.</param>
    public CameraSight(
        IDepthCamera camera, CameraCalibration calibration, in Pose worldFromBase, bool isInline, CubePoseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(camera);
        ArgumentNullException.ThrowIfNull(calibration);
        _camera = camera;
        _worldFromBase = worldFromBase;
        _estimator = new CubePoseEstimator(calibration, options);
        _frame = new RgbdFrame(calibration.Intrinsics);
        if (isInline)
            return;
        _thread = new Thread(Glance) { IsBackground = true, Name = "camera" };
        _thread.Start();
    }

    /// <inheritdoc/>
    /// <exception cref="PerceptionException">No pose that can be trusted.</exception>
    public Pose Look(CancellationToken cancellation)
    {
        lock (_looking)
        {
            lock (_gate)
                _seen = null;
            return ToWorld(_estimator.Estimate(_camera, cancellation).BaseFromCube);
        }
    }

    /// <inheritdoc/>
    public bool TryGlance(out Pose worldFromCube)
    {
        worldFromCube = default;
        if (_thread is null)
            return TryOnce(out worldFromCube);
        _isAsked.Set();
        if (!_gate.TryEnter())
            return false;
        try
        {
            Pose? seen = _seen;
            _seen = null;
            worldFromCube = seen ?? default;
            return seen is not null;
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ends = true;
        _isAsked.Set();
        _thread?.Join();
        _isAsked.Dispose();
    }

    private void Glance()
    {
        while (true)
        {
            _isAsked.WaitOne();
            if (_ends)
                return;
            lock (_looking)
            {
                if (!TryOnce(out Pose seen))
                    continue;
                lock (_gate)
                    _seen = seen;
            }
        }
    }

    private bool TryOnce(out Pose worldFromCube)
    {
        worldFromCube = default;
        try
        {
            _camera.Capture(_frame, CancellationToken.None);
            worldFromCube = ToWorld(_estimator.Estimate(_frame).BaseFromCube);
            return true;
        }
        catch (PerceptionException)
        {
            // The hand is in the way: no news.
            return false;
        }
    }

    private Pose ToWorld(in Pose baseFromCube)
    {
        Pose pose = _worldFromBase * baseFromCube;
        return pose with { Orientation = CubeModel.NearestTo(pose.Orientation, Quat.Identity) };
    }
}
