using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Perception.Camera;
using IntervenGen.Rendering;
using IntervenGen.Simulation;
using IntervenGen.Tasks;
using IntervenGen.Tasks.BlockGrasp;
using IntervenGen.VirtualFranka;

namespace IntervenGen;

/// <summary>Block Grasp's table with a camera beside it and the arm in its home posture, out of the way.</summary>
/// <remarks>One thread: that of the renderer.</remarks>
internal sealed class CubeStage : IDisposable
{
    private readonly MjModel _model;
    private readonly MjData _data;
    private readonly int _block;
    private readonly Pose _worldFromBase;
    private readonly VirtualDepthCamera _camera;

    /// <summary>Sets the stage.</summary>
    /// <param name="distance">Of the camera from the middle of the table's top, metres.</param>
    /// <param name="elevation">How steeply it looks down, radians.</param>
    /// <param name="azimuth">Where it stands around the table: 0 opposite the robot, π/2 on its left, radians.</param>
    /// <param name="noise">Of the depth; null for none.</param>
    public CubeStage(double distance, double elevation, double azimuth, DepthNoise? noise)
    {
        using (SimulatedTask task = TaskCatalog.Find("block-grasp").Open())
            _model = task.CompileVisible();
        _data = new MjData(_model);
        MjField positions = _data.Doubles("qpos");
        ReadOnlySpan<int> addresses = _model.Integers("jnt_qposadr");
        // Franka's own home: the hand is 70 cm above the table.
        JointNumbers home = VirtualRobotOptions.Ready;
        for (int i = 0; i < FrankaArm.Joints; i++)
            positions.Span[addresses[_model.Id("joint", $"joint{i + 1}")]] = home[i];
        _block = addresses[_model.Id("joint", "block")];
        _data.Forward();
        int link = _model.Id("body", "link0");
        _worldFromBase = new Pose(
            Vec3.From(_data.Doubles("xpos").Span[(3 * link)..]), Quat.From(_data.Doubles("xquat").Span[(4 * link)..]));
        Pose worldFromCamera = VirtualDepthCamera.LookFrom(new Vec3(0, 0, BlockGraspScene.TableTop), distance, elevation, azimuth);
        _camera = new VirtualDepthCamera(_data, CameraIntrinsics.D415, worldFromCamera, noise);
        Calibration = new CameraCalibration(
            _camera.Intrinsics, _worldFromBase.Inverse() * worldFromCamera, BlockGraspScene.TableTop - _worldFromBase.Position.Z);
    }

    /// <summary>The camera.</summary>
    public IDepthCamera Camera => _camera;

    /// <summary>Exactly where it stands.</summary>
    public CameraCalibration Calibration { get; }

    /// <summary>Puts the cube somewhere on the table, flat.</summary>
    /// <param name="seed">Of all poses.</param>
    /// <param name="index">Which pose.</param>
    /// <returns>Base from cube.</returns>
    public Pose PlaceCube(ulong seed, ulong index)
    {
        var random = new CounterRandom(seed, index, 0x43554245);
        var worldFromCube = new Pose(
            new Vec3(
                random.NextDouble(-BlockGraspScene.RegionHalfX, BlockGraspScene.RegionHalfX),
                random.NextDouble(-BlockGraspScene.RegionHalfY, BlockGraspScene.RegionHalfY),
                BlockGraspScene.TableTop + BlockGraspScene.HalfSide),
            Quat.FromAxisAngle(Vec3.UnitZ, random.NextDouble(-Math.PI, Math.PI)));
        worldFromCube.WriteTo(_data.Doubles("qpos").Span.Slice(_block, Pose.Size));
        _data.Forward();
        return _worldFromBase.Inverse() * worldFromCube;
    }

    /// <summary>A calibration that is wrong by an angle: exactly known in a simulation, it is the largest error of a real cell.</summary>
    /// <param name="calibration">The true one.</param>
    /// <param name="angle">By which the camera is turned about (1, 1, 1), radians.</param>
    public static CameraCalibration Turned(CameraCalibration calibration, double angle)
    {
        Vec3 axis = new Vec3(1, 1, 1) * (1 / Math.Sqrt(3));
        var turn = new Pose(Vec3.Zero, Quat.FromAxisAngle(axis, angle));
        return calibration with { BaseFromCamera = calibration.BaseFromCamera * turn };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _camera.Dispose();
        _data.Dispose();
        _model.Dispose();
    }
}
