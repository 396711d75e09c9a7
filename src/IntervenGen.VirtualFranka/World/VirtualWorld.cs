using IntervenGen.Core;
using IntervenGen.Franka.Model;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Tasks.BlockGrasp;

namespace IntervenGen.VirtualFranka.World;

/// <summary>Arm, hand, table and cube, or the things of another scene, in MuJoCo, advanced by one millisecond at a time. One thread;
/// steps allocate nothing.</summary>
public sealed class VirtualWorld : IArmPlant, IDisposable
{
    private const int Joints = FrankaArm.Joints;

    private readonly MjModel _model;
    private readonly MjData _data;
    private readonly MjField _qpos, _qvel, _qacc, _applied, _constraint, _smooth, _passive, _bias, _bodyForce;
    private readonly int[] _position = new int[Joints], _dof = new int[Joints];
    private readonly int[] _fingerPosition = new int[2], _fingerDof = new int[2];
    private readonly JointFriction _friction = new();
    private readonly double[] _frictionTorques = new double[Joints];
    private readonly SceneObjects _objects;
    private readonly SceneJudge? _judge;
    private readonly int _left, _right;

    /// <summary>Builds the scene around an arm.</summary>
    /// <param name="arm">Its masses.</param>
    /// <param name="limits">Its joints' ranges; the scene's stops lie a little beyond.</param>
    /// <param name="scene">What stands around it; a table with a cube if null.</param>
    public VirtualWorld(FrankaArm arm, ArmLimits limits, RobotScene? scene = null)
    {
        ArgumentNullException.ThrowIfNull(arm);
        ArgumentNullException.ThrowIfNull(limits);
        _model = scene?.Compile(arm, limits) ?? MjModel.FromXml(SceneModel.Xml(arm, limits), "the virtual robot's scene");
        _data = new MjData(_model);
        _qpos = _data.Doubles("qpos");
        _qvel = _data.Doubles("qvel");
        _qacc = _data.Doubles("qacc");
        _applied = _data.Doubles("qfrc_applied");
        _constraint = _data.Doubles("qfrc_constraint");
        _smooth = _data.Doubles("qfrc_smooth");
        _passive = _data.Doubles("qfrc_passive");
        _bias = _data.Doubles("qfrc_bias");
        _bodyForce = _data.Doubles("xfrc_applied");
        ReadOnlySpan<int> positions = _model.Integers("jnt_qposadr"), dofs = _model.Integers("jnt_dofadr");
        for (int i = 0; i < Joints; i++)
            (_position[i], _dof[i]) = Of(positions, dofs, $"joint{i + 1}");
        for (int i = 0; i < 2; i++)
            (_fingerPosition[i], _fingerDof[i]) = Of(positions, dofs, $"finger_joint{i + 1}");
        _objects = new SceneObjects(_model, _data);
        _judge = scene?.Judge(_model, _data);
        (_left, _right) = (_model.Id("body", "leftfinger"), _model.Id("body", "rightfinger"));
    }

    /// <summary>Where the robot's base stands in the scene.</summary>
    public static Pose WorldFromBase => BlockGraspScene.WorldFromBase;

    /// <summary>The compiled scene, for a renderer.</summary>
    public MjModel Model => _model;

    /// <summary>The cube's pose, world frame.</summary>
    /// <exception cref="UsageException">The scene has none.</exception>
    public Pose WorldFromCube => WorldFromObject(SceneObjects.Cube);

    /// <summary>Names of the bodies that move freely, or that are put where an episode wants them.</summary>
    public IReadOnlyList<string> Objects => _objects.Names;

    /// <inheritdoc/>
    public ReadOnlySpan<double> FrictionTorques => _frictionTorques;

    /// <summary>Opening between the fingers, metres.</summary>
    public double Width => _qpos.Span[_fingerPosition[0]] - _qpos.Span[_fingerPosition[1]];

    /// <summary>Speed of the opening, m/s.</summary>
    public double WidthSpeed => _qvel.Span[_fingerDof[0]] - _qvel.Span[_fingerDof[1]];

    /// <summary>Everything back to rest, the arm in a posture and the cube on its place.</summary>
    /// <param name="positions">Joint positions, shape [7], rad.</param>
    /// <param name="width">Opening between the fingers, metres.</param>
    /// <param name="worldFromCube">The cube, world frame.</param>
    public void Reset(ReadOnlySpan<double> positions, double width, in Pose worldFromCube)
    {
        _data.Reset();
        _friction.Reset();
        PutArm(positions, width);
        PlaceCube(worldFromCube);
        _data.Forward();
    }

    /// <summary>Everything back to rest where an episode begins.</summary>
    /// <param name="positions">Joint positions, shape [7], rad. What the hand holds at the start is there in any posture.</param>
    /// <param name="start">Where it begins, in the scene that this was made with.</param>
    public void Reset(ReadOnlySpan<double> positions, SceneStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        _data.Reset();
        _friction.Reset();
        start.CopyTo(_data);
        PutArm(positions, start.Width);
        _data.Forward();
        // The true hand is a few millimetres longer than the one that the task was made with.
        Pose worldFromFingers = SceneStart.FingersFrom(BodyPose(_left), BodyPose(_right));
        foreach ((int body, Pose fingersFromBody) in start.Held)
            _objects.Put(_objects.Of(body), (worldFromFingers * fingersFromBody).Normalized);
        _data.Forward();
        _judge?.Begin();
    }

    /// <summary>Whether the scene's task has succeeded now, by its own predicates; null without a scene.</summary>
    public bool? IsSuccess() => _judge?.IsSuccess();

    /// <summary>Puts the arm elsewhere, at rest, and lets everything else lie where it is, at rest too.</summary>
    /// <param name="positions">Joint positions, shape [7], rad.</param>
    public void Stand(ReadOnlySpan<double> positions)
    {
        double width = Width;
        double[] kept = [.. _qpos.Span], places = [.. _data.Doubles("mocap_pos").Span], turns = [.. _data.Doubles("mocap_quat").Span];
        _data.Reset();
        _friction.Reset();
        kept.CopyTo(_qpos.Span);
        places.CopyTo(_data.Doubles("mocap_pos").Span);
        turns.CopyTo(_data.Doubles("mocap_quat").Span);
        PutArm(positions, width);
        _data.Forward();
    }

    /// <summary>Puts the cube elsewhere, at rest.</summary>
    /// <exception cref="UsageException">The scene has none.</exception>
    public void PlaceCube(in Pose worldFromCube) => PlaceObject(SceneObjects.Cube, worldFromCube);

    /// <summary>Where a body of <see cref="Objects"/> is, world frame.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public Pose WorldFromObject(string name) => _objects.Pose(_objects.Find(name));

    /// <summary>Puts a body of <see cref="Objects"/> elsewhere, at rest.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public void PlaceObject(string name, in Pose worldFromObject) => _objects.Put(_objects.Find(name), worldFromObject);

    /// <summary>Pushes the cube, or the first body of the scene that moves freely, until the next call.</summary>
    /// <param name="force">World axes, newtons.</param>
    public void PushCube(Vec3 force)
    {
        if (_objects.Pushed is { } body)
            force.WriteTo(_bodyForce.Span[(6 * body)..]);
    }

    /// <summary>Pushes a link of the arm until the next call.</summary>
    /// <param name="link">1 to 7.</param>
    /// <param name="force">At the link's centre of mass, world axes, newtons.</param>
    public void PushLink(int link, Vec3 force)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(link, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(link, Joints);
        Span<double> push = _bodyForce.Span.Slice(6 * _model.Id("body", $"link{link}"), 6);
        push.Clear();
        force.WriteTo(push);
    }

    /// <summary>Pushes a link of the arm at a place until the next call.</summary>
    /// <param name="link">1 to 7.</param>
    /// <param name="force">World axes, newtons.</param>
    /// <param name="linkFromPoint">In the link's own frame, metres.</param>
    public void PushLink(int link, Vec3 force, Vec3 linkFromPoint)
    {
        PushLink(link, force);
        int body = _model.Id("body", $"link{link}");
        Pose worldFromLink = BodyPose(body);
        Vec3 point = worldFromLink.Position + worldFromLink.Orientation.Rotate(linkFromPoint);
        Vec3 lever = point - Vec3.From(_data.Doubles("xipos").Span[(3 * body)..]);
        // What a force beside the centre of mass turns by.
        Vec3.Cross(lever, force).WriteTo(_bodyForce.Span[((6 * body) + 3)..]);
    }

    /// <summary>Copies where everything is, for a renderer with data of its own.</summary>
    /// <param name="other">Data of <see cref="Model"/>.</param>
    public void CopyTo(MjData other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (string field in (ReadOnlySpan<string>)["qpos", "mocap_pos", "mocap_quat", "time"])
            _data.Doubles(field).Span.CopyTo(other.Doubles(field).Span);
    }

    /// <summary>Copies joint positions, velocities, accelerations of the last step, and the torques of contacts and pushes on
    /// the joints.</summary>
    /// <param name="positions">Shape [7], rad.</param>
    /// <param name="velocities">Shape [7], rad/s.</param>
    /// <param name="accelerations">Shape [7], rad/s².</param>
    /// <param name="contacts">Shape [7], N·m.</param>
    public void Read(Span<double> positions, Span<double> velocities, Span<double> accelerations, Span<double> contacts)
    {
        for (int i = 0; i < Joints; i++)
        {
            positions[i] = _qpos.Span[_position[i]];
            velocities[i] = _qvel.Span[_dof[i]];
            accelerations[i] = _qacc.Span[_dof[i]];
            // What moved the joint beyond motors, springs and its own weight: contacts, and pushes, which are smooth forces.
            int dof = _dof[i];
            contacts[i] = _constraint.Span[dof] + _smooth.Span[dof] - _passive.Span[dof] + _bias.Span[dof] - _applied.Span[dof];
        }
    }

    /// <summary>Advances by one millisecond.</summary>
    /// <param name="torques">On the arm's joints, gravity compensation included, shape [7], N·m.</param>
    /// <param name="fingerForce">On each finger, positive opens, newtons.</param>
    /// <param name="frictionLeft">Share of the joints' friction that the controller does not make up for, 0 to 1.</param>
    /// <exception cref="WorldDivergedException">The simulation is no longer one: MuJoCo warned, and may have put everything back
    /// to its start. A reset makes it one again.</exception>
    public void Step(ReadOnlySpan<double> torques, double fingerForce, double frictionLeft = 1)
    {
        for (int i = 0; i < Joints; i++)
        {
            _frictionTorques[i] = frictionLeft * _friction.Advance(i, _qvel.Span[_dof[i]]);
            _applied.Span[_dof[i]] = torques[i] + _frictionTorques[i];
        }

        _applied.Span[_fingerDof[0]] = fingerForce;
        _applied.Span[_fingerDof[1]] = -fingerForce;
        _data.Step1();
        _data.Step2();
        if (_data.WarningCount > 0)
            throw new WorldDivergedException();
        _judge?.Advance();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _judge?.Dispose();
        _data.Dispose();
        _model.Dispose();
    }

    private void PutArm(ReadOnlySpan<double> positions, double width)
    {
        for (int i = 0; i < Joints; i++)
            _qpos.Span[_position[i]] = positions[i];
        _qpos.Span[_fingerPosition[0]] = width / 2;
        _qpos.Span[_fingerPosition[1]] = -width / 2;
    }

    private Pose BodyPose(int body) =>
        new(Vec3.From(_data.Doubles("xpos").Span[(3 * body)..]), Quat.From(_data.Doubles("xquat").Span[(4 * body)..]));

    private (int Position, int Dof) Of(ReadOnlySpan<int> positions, ReadOnlySpan<int> dofs, string joint)
    {
        int id = _model.Id("joint", joint);
        return (positions[id], dofs[id]);
    }
}
