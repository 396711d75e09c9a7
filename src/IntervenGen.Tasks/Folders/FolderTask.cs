using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Simulation.Clearance;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Interpretation;
using IntervenGen.Tasks.Parts;
using IntervenGen.Tasks.Robots;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Folders;

/// <summary>A task that a folder describes: <c>task.yaml</c> and a scene.</summary>
/// <remarks>
/// What the file says has become small objects and arrays when this is made: a control step reads no text, looks up no name and allocates
/// nothing. Immutable and shared by all lanes.
/// </remarks>
public sealed class FolderTask : SimulatedTask
{
    private const int SettleInHand = 4;

    // Metres by which a ghost is larger than what it shows, so that both are seen where they coincide.
    private const double GhostMargin = 0.0002;

    private readonly TaskProgram _program;
    private readonly BeliefProgram _beliefs;
    private readonly PlacedObject[] _objects;
    private readonly StartProgram _start;
    private readonly ObservationProgram _observation;
    private readonly Observability _observability;

    internal FolderTask(TaskProgram program, MjcfSource scene, Robot robot, TaskOptions options, Func<TaskSource?> source, string subject)
        : base(scene, robot.Arm, program.ElementsFor(robot), options.Names, program.FeelsWith(options.Observability),
            program.RemembersTouchWith(options.Observability))
    {
        _program = program;
        _beliefs = program.BeliefsWith(options.Error);
        Robot = robot;
        program.Heights.FingertipsBelowGrip = robot.FingertipsBelowSite;
        SensesContact = options.Observability != Observability.OnRequest;
        _observability = SensesContact ? options.Observability : Observability.Full;
        TaskFile file = program.File;
        var faults = new List<string>();
        _objects = [.. file.Objects.Select((_, index) => Place(index))];
        _start = CompileStart(faults);
        _observation = new ObservationProgram(program, Model, Arm, Wrist, faults);
        Cameras = Interpretation.Cameras.Of(file.Cameras, robot.File.Cameras, NameInModel, isOwnScene: options.Mjcf is null, faults);
        ObjectBodies = [.. file.Objects.Select(entry => NameOfBody(WholeOf(entry.Value).Body!.Value.Text))];
        if (faults.Count > 0)
            throw new FaultsException(subject, faults);
        BeginsInHand = file.Start.Places.Any(place => place.Value.InHand is not null);
        Camera = new MjCamera(
            file.Camera.LookAt[0], file.Camera.LookAt[1], file.Camera.LookAt[2], file.Camera.Distance, file.Camera.Azimuth,
            file.Camera.Elevation);
        Ghosts = [.. Enumerable.Range(0, _objects.Length).Select(GhostOf).OfType<Ghost>()];
        FreeObjects = [.. Enumerable.Range(0, _objects.Length).Where(obj => program.Pads[obj].Left != 0).Select(FreeObjectOf)];
        DropChance = options.Drops;
        if (DropChance > 0 && FreeObjects.Count == 0)
            throw new UsageException($"task '{file.Task.Text}' has nothing that a hand could hold, and lose");
        Spec = MakeSpec(file) with { Source = source() };
    }

    /// <summary>The robot in the scene.</summary>
    public Robot Robot { get; }

    /// <inheritdoc/>
    public override TaskSpec Spec { get; }

    /// <inheritdoc/>
    public override ulong TriggerPairs => _program.TriggerPairs;

    /// <inheritdoc/>
    public override int SettleSteps => _program.File.Start.Settle ?? (BeginsInHand ? SettleInHand : 0);

    /// <inheritdoc/>
    public override float SettleGripper => BeginsInHand ? 1 : 0;

    /// <inheritdoc/>
    public override MjCamera Camera { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ObservationCamera> Cameras { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> ObjectBodies { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Ghost> Ghosts { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<FreeObject> FreeObjects { get; }

    /// <inheritdoc/>
    public override bool HasBeliefDistance => _beliefs.IsDistance;

    /// <inheritdoc/>
    public override Quat? HeldOrientation => _program.File.Control == ControlMode.Position ? GripFrame.Down : null;

    /// <inheritdoc/>
    public override bool HasChangingBeliefs => _beliefs.Changes;

    /// <inheritdoc/>
    public override int CounterCount => _program.Counted.Length;

    /// <summary>Whether a finger pad touches a freely moving object.</summary>
    public bool IsHeld(SimulatedLane lane, int obj)
    {
        ArgumentNullException.ThrowIfNull(lane);
        return (lane.Contacts.Pairs & (_program.Pads[obj].Left | _program.Pads[obj].Right)) != 0;
    }

    /// <summary>Whether both finger pads touch a freely moving object.</summary>
    public bool IsGrasped(SimulatedLane lane, int obj)
    {
        ArgumentNullException.ThrowIfNull(lane);
        return (lane.Contacts.Pairs & _program.Pads[obj].Left) != 0 && (lane.Contacts.Pairs & _program.Pads[obj].Right) != 0;
    }

    /// <inheritdoc/>
    public override void PlaceScene(SimulatedLane lane, in EpisodeKey key) => _start.Place(lane, this, key);

    /// <inheritdoc/>
    public override Pose SampleBelief(SimulatedLane lane, int obj, in EpisodeKey key) => _beliefs.Sample(lane, obj, key);

    /// <inheritdoc/>
    public override Pose ChangedBelief(SimulatedLane lane, int obj, in Pose kept) => _beliefs.Changed(lane, obj, kept);

    /// <inheritdoc/>
    public override bool IsTracked(int obj) => _beliefs.Known(obj) == Knowledge.Tracked;

    /// <inheritdoc/>
    public override Pose BelievedPose(SimulatedLane lane, int obj, in Pose kept)
    {
        Pose settled = Settled(lane, obj, kept);
        return BeliefMemorySize > 0 && (!lane.IsRevealed || ErrsAfterReveal) ? _beliefs.Measured(lane, obj, settled) : settled;
    }

    /// <inheritdoc/>
    /// <remarks>What contact tells of a pose ends the errors with which it was measured; where it tells none, they stay.</remarks>
    public override bool ErrsAfterReveal => BeliefMemorySize > 0 && RevealsNoPose;

    /// <inheritdoc/>
    public override int BeliefMemorySize => _beliefs.MemorySize;

    /// <inheritdoc/>
    public override void BeginMemory(SimulatedLane lane, int obj, in EpisodeKey key, in Pose kept, Span<double> memory) =>
        _beliefs.Begin(lane, obj, key, Settled(lane, obj, kept), memory);

    /// <inheritdoc/>
    public override void ChangeMemory(SimulatedLane lane, int obj, in Pose kept, bool anew, Span<double> memory) =>
        _beliefs.Measure(lane, obj, Settled(lane, obj, kept), anew, memory);

    /// <inheritdoc/>
    public override Pose KeptBelief(SimulatedLane lane, int obj, in Pose believed) =>
        _beliefs.Known(obj) == Knowledge.Seen ? (TruePose(lane, obj).Inverse() * believed).Normalized : believed;

    /// <inheritdoc/>
    public override bool IsTriggered(SimulatedLane lane) => _program.Trigger?.Holds(lane) ?? base.IsTriggered(lane);

    /// <inheritdoc/>
    public override Pose RevealedPose(SimulatedLane lane, int obj, in Pose kept)
    {
        RevealFile reveal = _program.File.Reveal;
        if (_beliefs.Known(obj) == Knowledge.Tracked)
            return TruePose(lane, obj);
        if (_observability.RevealsNothing())
            return kept;
        if (_observability == Observability.Full)
            return reveal.Full == FullReveal.Nothing
                ? kept
                : _beliefs.Known(obj) == Knowledge.Seen ? Pose.Identity : TruePose(lane, obj);
        return reveal.Partial == PartialReveal.ContactPosition
            ? kept with { Position = lane.TriggerPosition with { Z = kept.Position.Z } }
            : kept;
    }

    /// <inheritdoc/>
    /// <remarks>The unit vector from the believed to the true position of the first subtask's reference object.</remarks>
    public override Vec3 RevealedHint(SimulatedLane lane)
    {
        if (_observability != Observability.Partial || _program.File.Reveal.Partial != PartialReveal.Direction)
            return Vec3.Zero;
        int about = Spec.Subtasks[0].ReferenceObject;
        Vec3 error = TruePose(lane, about).Position - lane.BelievedPose(about).Position;
        return error == Vec3.Zero ? Vec3.Zero : error * (1 / error.Length);
    }

    /// <inheritdoc/>
    public override Pose TruePose(SimulatedLane lane, int obj) => _objects[obj].In(lane);

    /// <inheritdoc/>
    public override void Observe(SimulatedLane lane, Span<float> observation) => _observation.Write(lane, observation);

    /// <inheritdoc/>
    public override bool IsSuccess(SimulatedLane lane) => _program.Success.Holds(lane);

    /// <inheritdoc/>
    public override bool IsSubtaskDone(SimulatedLane lane, int subtask) => _program.SubtaskDone[subtask].Holds(lane);

    /// <inheritdoc/>
    public override bool IsRecoverable(SimulatedLane lane) => _program.Recoverable?.Holds(lane) ?? true;

    /// <inheritdoc/>
    public override void Count(SimulatedLane lane, Span<double> counters)
    {
        foreach (Lasting counted in _program.Counted)
            counted.Count(lane, counters);
    }

    private bool RevealsNoPose => _observability switch
    {
        Observability.Full => _program.File.Reveal.Full == FullReveal.Nothing,
        Observability.Partial => _program.File.Reveal.Partial != PartialReveal.ContactPosition,
        _ => true,
    };

    // What is believed without errors of measurement.
    private Pose Settled(SimulatedLane lane, int obj, in Pose kept) => _beliefs.Known(obj) switch
    {
        Knowledge.Tracked => TruePose(lane, obj),
        Knowledge.Followed when lane.IsRevealed && !_observability.RevealsNothing() => TruePose(lane, obj),
        Knowledge.Seen => (TruePose(lane, obj) * kept).Normalized,
        _ => kept,
    };

    private TaskSpec MakeSpec(TaskFile file) => new()
    {
        Name = file.Task.Text,
        Summary = file.Summary,
        Observations = _observation.Fields,
        Objects = [.. file.Objects.Select(entry => entry.Name.Text)],
        FixedParts = [.. _objects.Where(obj => obj.Part is not null).Select(obj =>
            new FixedPart(obj.Index, _program.Things.Object(file.Objects[obj.Index].Value.PartOf!.Value), obj.Part!.Value))],
        KeyPoints = [.. file.Objects.Index().SelectMany(entry => entry.Item.Value.KeyPoints.Select(
            point => new KeyPoint(entry.Index, point.Name.Text, point.At.ToVector())))],
        Subtasks = [.. file.Subtasks.Select(Subtask)],
        ActionSize = file.Control == ControlMode.Position ? 4 : 7,
        StateSize = StateSizeFor(file.Objects.Length),
        Horizon = file.Horizon,
        ModelHash = Robot.HashOf(ModelHash),
        Robot = Robot.Reference,
    };

    private SubtaskSpec Subtask(SubtaskFile file) => new(file.Name.Text, _program.Things.Object(file.Reference))
    {
        HandMayTurn = file.HandMayTurn,
        HeldObject = file.Holds is { } held ? _program.Things.Object(held) : null,
        ReplayStart = file.ReplayStart is not { } start ? null
            : start.Points.Length == 0 ? new ReplayStart(start.Radius, start.Height)
            : new ReplayStart(start.Radius, start.Height) { Points = [.. start.Points.Select(point => point.At.ToVector())] },
    };

    private ObjectFile WholeOf(ObjectFile file) =>
        file.PartOf is { } name ? _program.File.Objects[_program.Things.Object(name)].Value : file;

    private string? NameInModel(string body)
    {
        string name = NameOfBody(body);
        return Model.Find("body", name) >= 0 ? name : null;
    }

    private PlacedObject Place(int index)
    {
        ObjectFile file = _program.File.Objects[index].Value;
        ObjectFile whole = WholeOf(file);
        string body = whole.Body!.Value.Text;
        int address = whole.Moves switch
        {
            BodyMotion.Freely => FreeAddress(body),
            BodyMotion.Placed => MocapIndex(body),
            _ => -1,
        };
        return new PlacedObject(index, BodyId(body), file.PartOf is null ? null : file.Where.ToPose(), whole.Moves, address);
    }

    private FreeObject FreeObjectOf(int index)
    {
        PlacedObject obj = _objects[index];
        (ulong left, ulong right) = _program.Pads[index];
        int joint = Model.Integers("body_jntadr")[obj.Body];
        return new FreeObject(obj.Body, Model.Integers("jnt_dofadr")[joint], ExtentOf(obj).HalfExtent.Length, left | right);
    }

    private StartProgram CompileStart(List<string> faults)
    {
        var regions = new List<StartProgram.Region>();
        var inHand = new List<(PlacedObject, Pose)>();
        foreach (Named<PlaceFile> place in _program.File.Start.Places)
        {
            PlacedObject obj = _objects[_program.Things.Object(place.Name)];
            if (place.Value.InHand is { } pose)
            {
                inHand.Add((obj, pose.ToPose()));
                continue;
            }

            BodyExtent extent = ExtentOf(obj);
            double height = place.Value.On is { } ground ? Top(ground, faults) - extent.Low.Z : place.Value.At[2];
            _program.Heights.Set(obj.Index, height, height + extent.High.Z);
            Interval? yaw = place.Value.Yaw is { } turn ? new Interval(Geometry.Radians(turn.Min), Geometry.Radians(turn.Max)) : null;
            regions.Add(new StartProgram.Region(
                obj, place.Value.At.ToVector() with { Z = height }, place.Value.X, place.Value.Y, yaw,
                _program.File.Objects[obj.Index].Value.Usual.ToQuat(), extent.Radius, place.Value.Apart));
        }

        return new StartProgram(_program.File.Start, Robot, regions, inHand);
    }

    private double Top(YamlName ground, List<string> faults)
    {
        int geom = Model.Find("geom", ground.Text);
        if (geom >= 0)
            return BodyExtent.TopOf(Model, geom);
        faults.Add($"{ground.Place}: the scene has no geom called '{ground}'; did you mean " +
            $"'{NearestName.Of(ground.Text, Model.NamesOf("geom"))}'?");
        return 0;
    }

    private BodyExtent ExtentOf(PlacedObject obj) => BodyExtent.Of(Model, obj.Body, _ => true);

    private Ghost? GhostOf(int index)
    {
        ObjectFile file = _program.File.Objects[index].Value;
        if (file.Known == Knowledge.Tracked || file.Ghost is { Length: 0 })
            return null;
        if (file.Ghost is { } given)
            return new Ghost(index, given.ToVector());
        Vec3 half = ExtentOf(_objects[index]).HalfExtent;
        return new Ghost(index, half + new Vec3(GhostMargin, GhostMargin, GhostMargin));
    }
}
