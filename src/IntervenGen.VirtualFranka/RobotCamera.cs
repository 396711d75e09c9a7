using System.Runtime.ExceptionServices;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Perception.Camera;
using IntervenGen.Rendering;
using IntervenGen.Tasks.BlockGrasp;
using IntervenGen.VirtualFranka.World;

namespace IntervenGen.VirtualFranka;

/// <summary>A depth camera beside the virtual robot's table.</summary>
/// <remarks>
/// It has a thread of its own, because a renderer belongs to the thread that made it, and a copy of the scene, so that the robot
/// moves on while a picture is drawn. Captures come from any thread, one at a time.
/// </remarks>
public sealed class RobotCamera : IDepthCamera, IDisposable
{
    private readonly VirtualRobot _robot;
    private readonly DepthNoise? _noise;
    private readonly Pose _worldFromCamera;
    private readonly Thread _thread;
    private readonly Lock _callers = new();
    private readonly AutoResetEvent _isAsked = new(false), _isDone = new(false);
    private RgbdFrame? _frame;
    private ExceptionDispatchInfo? _fault;
    private volatile bool _ends;

    /// <summary>Places a camera and starts its thread.</summary>
    /// <param name="robot">Whose scene it sees.</param>
    /// <param name="noise">Spoils the depth like a real camera; null for perfect depth.</param>
    /// <param name="worldFromCamera">Where it stands; beside the table, where the hand hides little, if null.</param>
    /// <exception cref="Core.NativeException">There is no off-screen rendering here.</exception>
    public RobotCamera(VirtualRobot robot, DepthNoise? noise, Pose? worldFromCamera = null)
    {
        ArgumentNullException.ThrowIfNull(robot);
        _robot = robot;
        _noise = noise;
        _worldFromCamera = worldFromCamera ?? Beside;
        Calibration = new CameraCalibration(
            CameraIntrinsics.D415, VirtualWorld.WorldFromBase.Inverse() * _worldFromCamera,
            BlockGraspScene.TableTop - VirtualWorld.WorldFromBase.Position.Z);
        _thread = new Thread(Work) { IsBackground = true, Name = "virtual camera" };
        _thread.Start();
        _isDone.WaitOne();
        if (_fault is not { } fault)
            return;
        // The thread has ended with its fault; nobody can dispose of a camera that was never made.
        Dispose();
        fault.Throw();
    }

    /// <summary>0.9 m from the middle of the table, 40° up, 65° to the right of the far side.</summary>
    public static Pose Beside
    {
        get
        {
            const double distance = 0.9, elevation = 40 * Math.PI / 180, azimuth = -65 * Math.PI / 180;
            return VirtualDepthCamera.LookFrom(new Vec3(0, 0, BlockGraspScene.TableTop), distance, elevation, azimuth);
        }
    }

    /// <inheritdoc/>
    public CameraIntrinsics Intrinsics => CameraIntrinsics.D415;

    /// <summary>Exactly where it stands.</summary>
    public CameraCalibration Calibration { get; }

    /// <inheritdoc/>
    public void Capture(RgbdFrame frame, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_callers)
        {
            _frame = frame;
            _isAsked.Set();
            _isDone.WaitOne();
            ExceptionDispatchInfo? fault = _fault;
            _fault = null;
            fault?.Throw();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ends = true;
        _isAsked.Set();
        _thread.Join();
        _isAsked.Dispose();
        _isDone.Dispose();
    }

    private void Work()
    {
        MjData? scene = null;
        VirtualDepthCamera? camera = null;
        try
        {
            scene = _robot.Invoke(world => new MjData(world.Model));
            camera = new VirtualDepthCamera(scene, Intrinsics, _worldFromCamera, _noise);
            _isDone.Set();
            while (true)
            {
                _isAsked.WaitOne();
                if (_ends)
                    return;
                Draw(scene, camera);
                _isDone.Set();
            }
        }
        // Whoever made the camera gets it.
        catch (Exception exception)
        {
            _fault = ExceptionDispatchInfo.Capture(exception);
            _isDone.Set();
        }
        finally
        {
            camera?.Dispose();
            scene?.Dispose();
        }
    }

    private void Draw(MjData scene, VirtualDepthCamera camera)
    {
        try
        {
            _robot.Invoke(world => world.CopyTo(scene));
            scene.Forward();
            camera.Capture(_frame!, CancellationToken.None);
        }
        // Whoever asked gets it.
        catch (Exception exception)
        {
            _fault = ExceptionDispatchInfo.Capture(exception);
        }
    }
}
