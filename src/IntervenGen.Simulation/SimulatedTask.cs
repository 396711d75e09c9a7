using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.Simulation;

/// <summary>How a believed object is drawn.</summary>
/// <param name="Object">Index into the task's objects.</param>
/// <param name="HalfExtent">Half extents of a box, metres.</param>
public readonly record struct Ghost(int Object, Vec3 HalfExtent);

/// <summary>What one task adds to the arm: a model, resets, beliefs, observations and predicates.</summary>
/// <remarks>Immutable and shared by all lanes; everything that changes lives in the lane handed in. Any thread.</remarks>
public abstract class SimulatedTask : IDisposable
{
    /// <summary>Largest <see cref="BeliefError"/>.</summary>
    public const double MaxBeliefError = 5;

    private readonly MjcfSource _source;
    private readonly NameTable _names;
    private readonly MjModel[] _models;

    /// <summary>Compiles the task's model, and looks whether it has all that the arm and the task need.</summary>
    /// <param name="source">The text, includes resolved.</param>
    /// <param name="elements">What the task needs of it besides the arm.</param>
    /// <param name="names">What the model calls them; by default what the task calls them.</param>
    /// <exception cref="FaultsException">It lacks something, or asks to be stepped otherwise than a lane does.</exception>
    /// <exception cref="UsageException">It does not compile, or names are given for what the task does not have.</exception>
    protected SimulatedTask(MjcfSource source, TaskElements elements, ElementNames? names = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(elements);
        _source = source;
        _names = new NameTable([.. ArmElements.All, .. elements.All], names ?? ElementNames.Same);
        using (MjModel full = CompileVisible())
        {
            ModelCheck.Require(full, elements, _names, source.Origin);
            Model = PhysicsModel.Compile(full, source);
        }

        Arm = new ArmModel(Model, _names);
        GeomGroups = new byte[Model.Size("ngeom")];
        foreach (GeomGroup group in elements.Geoms)
        {
            foreach (string name in group.Names)
                GeomGroups[_names.Id(Model, "geom", name)] = checked((byte)group.Group);
        }

        _models =
        [
            Model,
            Model.WithTimestep(SimulatedLane.TimestepOf(SubstepLength.Medium)),
            Model.WithTimestep(SimulatedLane.TimestepOf(SubstepLength.Long)),
        ];
    }

    /// <summary>Shapes, names and limits.</summary>
    public abstract TaskSpec Spec { get; }

    /// <summary>The model's MJCF text, includes resolved.</summary>
    public string Xml => _source.Xml;

    /// <summary>The compiled model, constant, without the geoms that are only looked at.</summary>
    public MjModel Model { get; }

    /// <summary>The same model with the timestep of a substep length.</summary>
    internal MjModel ModelFor(SubstepLength length) => _models[(int)length];

    /// <summary>Where the arm lies in the model.</summary>
    public ArmModel Arm { get; }

    /// <summary>Contact group of every geom: 0 for none, 1 to 7.</summary>
    public byte[] GeomGroups { get; }

    /// <summary>Pairs of contact groups whose first touch reveals the truth.</summary>
    public abstract ulong TriggerPairs { get; }

    /// <summary>Control steps in which the arm holds still after a reset, so that a grasp settles.</summary>
    public virtual int SettleSteps => 0;

    /// <summary>Gripper command while settling: +1 closed.</summary>
    public virtual float SettleGripper => 0;

    /// <summary>Where pictures of this task are taken from.</summary>
    public abstract MjCamera Camera { get; }

    /// <summary>Objects whose wrong belief is drawn as a ghost.</summary>
    public virtual IReadOnlyList<Ghost> Ghosts => [];

    /// <summary>Places robot and objects; positions are then settled, and beliefs sampled.</summary>
    public abstract void PlaceScene(SimulatedLane lane, in EpisodeKey key);

    /// <summary>How many times as far from the truth as the task's own law puts it a wrong belief is; 1 by default.</summary>
    /// <remarks>Distances grow, directions stay: the same attempt is wrong in the same direction, by more or less. Set before any lane is
    /// made.</remarks>
    /// <exception cref="UsageException">Not between 0 and <see cref="MaxBeliefError"/>, or this task's beliefs are not wrong by a
    /// distance.</exception>
    public double BeliefError
    {
        get;
        set
        {
            if (!(value >= 0 && value <= MaxBeliefError))
                throw new UsageException(FormattableString.Invariant(
                    $"the belief error is {value} times the task's; it must be between 0 and {MaxBeliefError}"));
            if (value != 1 && !HasBeliefDistance)
                throw new UsageException(
                    $"task '{Spec.Name}' has wrong beliefs that are no distance, so there is no larger or smaller one");
            field = value;
        }
    } = 1;

    /// <summary>Whether a wrong belief of this task is a distance, which <see cref="BeliefError"/> can scale.</summary>
    public virtual bool HasBeliefDistance => true;

    /// <summary>Samples the believed pose of one object, fixed for the episode.</summary>
    /// <param name="lane">The lane, settled.</param>
    /// <param name="obj">Index into the task's objects.</param>
    /// <param name="key">The attempt.</param>
    public abstract Pose SampleBelief(SimulatedLane lane, int obj, in EpisodeKey key);

    /// <summary>Whether the belief about an object follows its true pose at all times (proprioception-like knowledge).</summary>
    public abstract bool IsTracked(int obj);

    /// <summary>Where the robot thinks an object is now, world frame.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="obj">Index into the task's objects.</param>
    /// <param name="kept">What <see cref="SampleBelief"/> sampled or <see cref="RevealedPose"/> put in its place.</param>
    /// <remarks>By default the truth for a tracked object and <paramref name="kept"/> for every other.</remarks>
    public virtual Pose BelievedPose(SimulatedLane lane, int obj, in Pose kept) => IsTracked(obj) ? TruePose(lane, obj) : kept;

    /// <summary>What has to be kept so that <see cref="BelievedPose"/> gives this pose now; by default the pose itself.</summary>
    public virtual Pose KeptBelief(SimulatedLane lane, int obj, in Pose believed) => believed;

    /// <summary>Whether the mistake shows now: by default, whether a trigger pair touched in the last control step.</summary>
    public virtual bool IsTriggered(SimulatedLane lane)
    {
        ArgumentNullException.ThrowIfNull(lane);
        return lane.Contacts.TriggerCount > 0;
    }

    /// <summary>What the belief about an object becomes when the trigger first fires; by default the truth (full observability).</summary>
    public virtual Pose RevealedPose(SimulatedLane lane, int obj, in Pose kept) => TruePose(lane, obj);

    /// <summary>What else the robot learns when the trigger first fires, kept in <see cref="SimulatedLane.Hint"/>; zero by
    /// default.</summary>
    public virtual Vec3 RevealedHint(SimulatedLane lane) => Vec3.Zero;

    /// <summary>For position control (actions of three translations and the gripper): the orientation that is held, world frame.</summary>
    public virtual Quat? HeldOrientation => null;

    /// <summary>True pose of an object, world frame.</summary>
    public abstract Pose TruePose(SimulatedLane lane, int obj);

    /// <summary>Writes the observation.</summary>
    public abstract void Observe(SimulatedLane lane, Span<float> observation);

    /// <summary>The task's success predicate.</summary>
    public abstract bool IsSuccess(SimulatedLane lane);

    /// <summary>Whether a subtask's goal is reached.</summary>
    public abstract bool IsSubtaskDone(SimulatedLane lane, int subtask);

    /// <summary>
    /// A distance that the hand and what it holds can surely move before anything but a held object is touched, metres.
    /// 0, the default, never takes long substeps.
    /// </summary>
    public virtual double Clearance(SimulatedLane lane) => 0;

    /// <summary>
    /// Speed of the hand up to which 5 ms substeps resolve this task's contacts, metres per second, a turn counted at
    /// <see cref="Reach"/>. 0, the default, never takes them.
    /// </summary>
    public virtual double SlowContactSpeed => 0;

    /// <summary>How far the held object reaches from the grip site, metres: a turn of the hand moves its end by as much times the
    /// angle.</summary>
    public virtual double Reach => 0.15;

    /// <summary>False once the manipulated object is lost for good.</summary>
    public abstract bool IsRecoverable(SimulatedLane lane);

    /// <summary>Compiles the whole model, for pictures; the caller owns it.</summary>
    public MjModel CompileVisible() => _source.Compile();

    /// <summary>Hash of the model and of the names that its elements were given.</summary>
    protected string ModelHash => _names.HashOf(_source.Hash);

    /// <summary>Id of a body, by the task's name for it.</summary>
    protected int BodyId(string name) => _names.Id(Model, "body", name);

    /// <summary>Where a freely moving body's pose stands in the positions.</summary>
    protected int FreeAddress(string body) => Model.Integers("jnt_qposadr")[_names.Id(Model, "joint", body)];

    /// <summary>Index of a body that is put in its place, for <see cref="SimulatedLane.SetMocap"/>.</summary>
    protected int MocapIndex(string body) => Model.Integers("body_mocapid")[BodyId(body)];

    /// <summary>Numbers in a lane's saved state for this model and this many objects.</summary>
    protected int StateSizeFor(int objectCount) => LaneStateLayout.Of(Model, objectCount).Size;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the model.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (MjModel model in _models)
            model.Dispose();
    }
}
