using System.Xml.Linq;
using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation.Clearance;

namespace IntervenGen.Simulation;

/// <summary>How a believed object is drawn: a translucent box at the believed pose.</summary>
/// <param name="Object">Index into the task's objects.</param>
/// <param name="HalfExtent">Half extents of the box, metres.</param>
public readonly record struct Ghost(int Object, Vec3 HalfExtent);

/// <summary>What one task adds to the arm: a model, resets, beliefs, observations and predicates.</summary>
/// <remarks>Immutable and shared by all lanes; everything that changes lives in the lane handed in. Any thread.</remarks>
public abstract class SimulatedTask : IDisposable
{
    /// <summary>Largest <see cref="BeliefError"/>, a factor.</summary>
    public const double MaxBeliefError = 5;

    private readonly MjcfSource _source;
    private readonly NameTable _names;
    private readonly MjModel[] _models;
    private CollidingPairs? _pairs;

    /// <summary>Compiles the task's model and checks that it has everything that the arm and the task need.</summary>
    /// <param name="source">The model's MJCF, with includes resolved.</param>
    /// <param name="arm">Names, limits and gains of the arm in it.</param>
    /// <param name="elements">What the task needs of the model besides the arm.</param>
    /// <param name="names">The model's names for these elements; the task's own by default.</param>
    /// <param name="feels">Whether the wrist has a force-torque sensor, which is then added to the model.</param>
    /// <param name="remembersTouch">Whether what it felt in the last touch is remembered.</param>
    /// <exception cref="FaultsException">The model lacks an element, or asks for other stepping than a lane's.</exception>
    /// <exception cref="UsageException">The MJCF does not compile, or names are given for elements that the task does not have.</exception>
    protected SimulatedTask(
        MjcfSource source, ArmDescription arm, TaskElements elements, ElementNames? names = null, bool feels = false,
        bool remembersTouch = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(arm);
        ArgumentNullException.ThrowIfNull(elements);
        _names = new NameTable([.. arm.Elements, .. elements.All], names ?? ElementNames.Same);
        _source = source = feels ? WristSensor.AddTo(source, _names.Theirs("site", arm.GripSite)) : source;
        using (MjModel full = CompileVisible())
        {
            ModelCheck.Require(full, arm, elements, _names, source.Origin);
            Model = PhysicsModel.Compile(full, source);
        }

        Arm = new ArmModel(arm, Model, _names);
        Wrist = feels ? new WristSensor(Model, Arm, remembersTouch) : null;
        GeomGroups = new byte[Model.Size("ngeom")];
        foreach (GeomGroup group in elements.Geoms)
        {
            foreach (string name in group.Names)
                GeomGroups[_names.Id(Model, "geom", name)] = checked((byte)group.Group);
            if (group.Body is { } body)
                AddGeomsBelow(BodyId(body), checked((byte)group.Group));
        }

        Worlds = new WorldPool(Model);
        _models =
        [
            Model,
            Model.WithTimestep(SimulatedLane.TimestepOf(SubstepLength.Medium)),
            Model.WithTimestep(SimulatedLane.TimestepOf(SubstepLength.Long)),
        ];
    }

    /// <summary>Shapes, names and limits of the task.</summary>
    public abstract TaskSpec Spec { get; }

    /// <summary>The model's MJCF, with includes resolved.</summary>
    public string Xml => _source.Xml;

    /// <summary>The compiled model, constant, without purely visual geoms.</summary>
    public MjModel Model { get; }

    /// <summary>The same model with the timestep of a substep length.</summary>
    internal MjModel ModelFor(SubstepLength length) => _models[(int)length];

    /// <summary>The states that its lanes step.</summary>
    internal WorldPool Worlds { get; }

    /// <summary>Which geoms can touch, for adaptive substeps; found when it is first asked for.</summary>
    internal CollidingPairs Pairs => LazyInitializer.EnsureInitialized(ref _pairs, () => new CollidingPairs(
        Model, Arm.BodyOf(0), Arm.BodyOf(Arm.Joints - 1), FreeObjects));

    /// <summary>Addresses of the arm in the model.</summary>
    public ArmModel Arm { get; }

    /// <summary>Pose of the arm's base, world frame; fixed.</summary>
    public Pose WorldFromBase => BodyTree.PoseIn(Model, Model.Integers("body_parentid")[Arm.BodyOf(0)], 0)!.Value;

    /// <summary>Contact group of every geom: 0 for none, else 1 to 7; shape [ngeom].</summary>
    public byte[] GeomGroups { get; }

    /// <summary>Pairs of contact groups whose first contact reveals the truth, as a bit set.</summary>
    public abstract ulong TriggerPairs { get; }

    /// <summary>Number of control steps for which the arm holds still after a reset, so that a grasp settles.</summary>
    public virtual int SettleSteps => 0;

    /// <summary>Gripper command while settling: +1 close, −1 open, 0 hold.</summary>
    public virtual float SettleGripper => 0;

    /// <summary>Viewpoint of pictures of this task.</summary>
    public abstract MjCamera Camera { get; }

    /// <summary>Cameras that observe the task, besides those of the model's text; a name once.</summary>
    public virtual IReadOnlyList<ObservationCamera> Cameras => [];

    /// <summary>Name of the body, as in the model, that each object is or is a part of; empty where a task does not say.</summary>
    public virtual IReadOnlyList<string> ObjectBodies => [];

    /// <summary>The model's name for a body that the task or its robot names.</summary>
    protected string NameOfBody(string body) => _names.TheirsOrSame("body", body);

    /// <summary>Objects whose wrong belief is drawn as a ghost.</summary>
    public virtual IReadOnlyList<Ghost> Ghosts => [];

    /// <summary>Places robot and objects; the lane then settles, and samples beliefs.</summary>
    public abstract void PlaceScene(SimulatedLane lane, in EpisodeKey key);

    /// <summary>Factor on the distance between true and believed poses; 1 for the task's own distribution.</summary>
    /// <remarks>
    /// Only distances are scaled: the same attempt is wrong in the same direction, by more or less. Set before any lane is
    /// created.
    /// </remarks>
    /// <exception cref="UsageException">The value is not between 0 and <see cref="MaxBeliefError"/>, or this task's belief errors
    /// are not distances.</exception>
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

    /// <summary>Chance, in [0, 1], that the hand loses what it carries in an episode.</summary>
    public double DropChance { get; protected init; }

    /// <summary>Whether episodes begin with something in the hand.</summary>
    public bool BeginsInHand { get; protected init; }

    /// <summary>Whether contact is sensed, and reveals the truth; without, it comes when the robot asks. Set before any lane is
    /// created.</summary>
    public bool SensesContact { get; set; } = true;

    /// <summary>Whether this task's belief errors are distances, which <see cref="BeliefError"/> can scale.</summary>
    public virtual bool HasBeliefDistance => true;

    /// <summary>Samples the believed pose of one object, world frame, fixed for the episode.</summary>
    /// <param name="lane">The lane, after settling.</param>
    /// <param name="obj">Index into the task's objects.</param>
    /// <param name="key">The attempt's key.</param>
    public abstract Pose SampleBelief(SimulatedLane lane, int obj, in EpisodeKey key);

    /// <summary>Whether the belief about an object follows its true pose at all times, as for an object held in the hand.</summary>
    public abstract bool IsTracked(int obj);

    /// <summary>Where the robot believes an object is now, world frame.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="obj">Index into the task's objects.</param>
    /// <param name="kept">The pose from <see cref="SampleBelief"/>, or from <see cref="RevealedPose"/> once that replaced it.</param>
    /// <remarks>By default the true pose of a tracked object, and <paramref name="kept"/> of any other.</remarks>
    public virtual Pose BelievedPose(SimulatedLane lane, int obj, in Pose kept) => IsTracked(obj) ? TruePose(lane, obj) : kept;

    /// <summary>The pose to keep so that <see cref="BelievedPose"/> returns this pose now; by default the pose itself.</summary>
    public virtual Pose KeptBelief(SimulatedLane lane, int obj, in Pose believed) => believed;

    /// <summary>Whether the mistake shows now; by default, whether a trigger pair was in contact during the last control step.</summary>
    public virtual bool IsTriggered(SimulatedLane lane)
    {
        ArgumentNullException.ThrowIfNull(lane);
        return lane.Contacts.TriggerCount > 0;
    }

    /// <summary>The belief about an object once the trigger has fired; by default the true pose (full observability).</summary>
    public virtual Pose RevealedPose(SimulatedLane lane, int obj, in Pose kept) => TruePose(lane, obj);

    /// <summary>Whether beliefs change with time before the trigger has fired.</summary>
    public virtual bool HasChangingBeliefs => false;

    /// <summary>The belief to keep about an object after one more control step; by default the same.</summary>
    public virtual Pose ChangedBelief(SimulatedLane lane, int obj, in Pose kept) => kept;

    /// <summary>Whether beliefs go on changing once the trigger has fired, because it revealed nothing that ends their errors.</summary>
    public virtual bool ErrsAfterReveal => false;

    /// <summary>Number of numbers that the task remembers of each belief, in a lane and in its saved states.</summary>
    public virtual int BeliefMemorySize => 0;

    /// <summary>Starts what is remembered of a belief; called after beliefs were sampled.</summary>
    /// <param name="lane">The lane, after settling.</param>
    /// <param name="obj">Index into the task's objects.</param>
    /// <param name="key">The attempt's key.</param>
    /// <param name="kept">The belief's kept pose.</param>
    /// <param name="memory">What is remembered, shape [<see cref="BeliefMemorySize"/>].</param>
    public virtual void BeginMemory(SimulatedLane lane, int obj, in EpisodeKey key, in Pose kept, Span<double> memory)
    {
    }

    /// <summary>Changes what is remembered of a belief.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="obj">Index into the task's objects.</param>
    /// <param name="kept">The belief's kept pose.</param>
    /// <param name="anew">Whether the belief was set from outside, and not by one more control step.</param>
    /// <param name="memory">What is remembered, shape [<see cref="BeliefMemorySize"/>].</param>
    public virtual void ChangeMemory(SimulatedLane lane, int obj, in Pose kept, bool anew, Span<double> memory)
    {
    }

    /// <summary>The force-torque sensor at the wrist; null for none.</summary>
    public WristSensor? Wrist { get; }

    /// <summary>Number of counters that the task keeps in a lane, and in its saved states.</summary>
    public virtual int CounterCount => 0;

    /// <summary>Updates the counters after a control step.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="counters">The counters, shape [<see cref="CounterCount"/>].</param>
    public virtual void Count(SimulatedLane lane, Span<double> counters)
    {
    }

    /// <summary>
    /// What the robot learns besides poses once the trigger has fired, kept in <see cref="SimulatedLane.Hint"/>; zero by
    /// default.
    /// </summary>
    public virtual Vec3 RevealedHint(SimulatedLane lane) => Vec3.Zero;

    /// <summary>
    /// The orientation held under position control (actions of three translations and the gripper), world frame; null for six
    /// degrees of freedom.
    /// </summary>
    public virtual Quat? HeldOrientation => null;

    /// <summary>The true pose of an object, world frame.</summary>
    public abstract Pose TruePose(SimulatedLane lane, int obj);

    /// <summary>Writes the observation, shape [<see cref="TaskSpec.ObservationSize"/>].</summary>
    public abstract void Observe(SimulatedLane lane, Span<float> observation);

    /// <summary>Whether the task succeeds in the present state.</summary>
    public abstract bool IsSuccess(SimulatedLane lane);

    /// <summary>Whether a subtask's goal is reached in the present state.</summary>
    public abstract bool IsSubtaskDone(SimulatedLane lane, int subtask);

    /// <summary>The objects that move freely, with what tells that one is held; of them, adaptive substeps need to know.</summary>
    public virtual IReadOnlyList<FreeObject> FreeObjects => [];

    /// <summary>Whether the manipulated object is still held or in its place; false once it is lost for good.</summary>
    public abstract bool IsRecoverable(SimulatedLane lane);

    /// <summary>Compiles the whole model, visual geoms included, for pictures; the caller owns it.</summary>
    public MjModel CompileVisible() => _source.Compile();

    /// <summary>Compiles a variant of the whole model as if it were in the model's place, with the same contacts; the caller owns
    /// it.</summary>
    /// <param name="variant">The changed MJCF, with all geoms that its pairs name; pairs are completed in place.</param>
    /// <exception cref="UsageException">It does not compile, or not within the limits for custom models.</exception>
    public MjModel CompileVariant(XDocument variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        PairContacts.Complete(variant, Model);
        return _source.Compile(variant.ToString(SaveOptions.DisableFormatting));
    }

    /// <summary>Hash of the model and of the names given to its elements.</summary>
    protected string ModelHash => _names.HashOf(_source.Hash);

    /// <summary>Id of a body, looked up by the task's name for it.</summary>
    protected int BodyId(string name) => _names.Id(Model, "body", name);

    /// <summary>Address of a free body's pose in qpos.</summary>
    protected int FreeAddress(string body) => Model.Integers("jnt_qposadr")[_names.Id(Model, "joint", body)];

    /// <summary>Index of a mocap body, for <see cref="SimulatedLane.SetMocap"/>.</summary>
    protected int MocapIndex(string body) => Model.Integers("body_mocapid")[BodyId(body)];

    /// <summary>Number of components of a saved lane state, for this model and this number of objects.</summary>
    protected int StateSizeFor(int objectCount) => LaneStateLayout.Of(this, objectCount).Size;

    private void AddGeomsBelow(int body, byte group)
    {
        ReadOnlySpan<int> bodies = Model.Integers("geom_bodyid");
        for (int geom = 0; geom < bodies.Length; geom++)
        {
            if (BodyTree.IsBelow(Model, bodies[geom], body))
                GeomGroups[geom] = group;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the compiled models.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        Worlds.Dispose();
        foreach (MjModel model in _models)
            model.Dispose();
    }
}
