using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.Coffee;

/// <summary>Coffee: place a held pod in the holder of a coffee machine whose position the robot believes wrongly, and release it.</summary>
/// <remarks>
/// Machine: uniform in a 10 × 10 cm region, its holder towards the robot. Belief: off by 2 to 4 cm in any direction,
/// fixed for the episode, replaced by the truth on the first contact of pod and holder (full observability).
/// Success is MimicGen's measure of insertion, upright and let go; its lid stays open.
/// </remarks>
public sealed partial class CoffeeTask : SimulatedTask
{
    /// <summary>Index of the pod in the task's objects.</summary>
    public const int Pod = 0;

    /// <summary>Index of the machine in the task's objects.</summary>
    public const int Machine = 1;

    /// <summary>Index of the machine's pod holder in the task's objects.</summary>
    public const int Holder = 2;

    /// <summary>Half the height of the holder, metres.</summary>
    public const double HolderHalfHeight = 0.028;

    /// <summary>Half the height of the pod, metres.</summary>
    public const double PodHalfHeight = 0.023103;

    /// <summary>Half side of the square region of the machine's position, metres.</summary>
    public const double RegionHalfSide = 0.05;

    /// <summary>Smallest error of the believed machine position, horizontal distance, metres.</summary>
    public const double MinError = 0.02;

    /// <summary>Largest error of the believed machine position, horizontal distance, metres.</summary>
    public const double MaxError = 0.04;

    // Metres: half the pod's width between the pads, and by how much the fingers start wider than that.
    private const double GripHalfWidth = 0.0205;
    private const double PadInset = 0.0005;
    private const int RingBoxes = 16, Feet = 4;
    private const int PodGroup = 1, HolderGroup = 2, LeftPadGroup = 3, RightPadGroup = 4;

    private static readonly TaskElements Elements = new()
    {
        FreeBodies = ["pod"],
        MocapBodies = ["machine"],
        Geoms =
        [
            new GeomGroup(PodGroup, ["pod_body", "pod_rim", "pod_grip", .. Numbered("pod_foot", Feet)]),
            new GeomGroup(HolderGroup, [.. Numbered("holder_", RingBoxes), "bracket", "holder_bottom"]),
            new GeomGroup(LeftPadGroup, "left_pad"),
            new GeomGroup(RightPadGroup, "right_pad"),
        ],
    };

    // The centre of the machine, standing on the table: its holder is then between x = 0.03 and 0.13 m.
    private static readonly Vec3 RegionCentre = new(0.185, 0, 0.9105);

    // The holder is on the machine's +y side. It faces the robot, whose hand comes in over it with its fingers to both sides.
    private static readonly Pose MachineFromHolder = new(new Vec3(0, 0.1061, 0.0635), Quat.Identity);

    // The pads end just under the rim, which cannot slip through them; 22 mm of the pod are below the fingertips.
    private static readonly Pose GripFromPod = new(
        new Vec3(0, 0, 0.0079), Quat.FromMatrix([1, 0, 0, 0, -1, 0, 0, 0, -1]));

    private readonly int _podBody, _machineBody, _podAddress, _machinePlace;
    private readonly TaskSpec _spec;

    /// <summary>Compiles the task's model.</summary>
    /// <param name="options">A custom MJCF must have the elements of the built-in one, under the same names or those given in the
    /// options.</param>
    /// <exception cref="UsageException">The MJCF does not compile, or lacks an element.</exception>
    public CoffeeTask(TaskOptions? options = null)
        : this(ModelSource.Of("coffee.xml", options?.Mjcf), options?.Names)
    {
    }

    private CoffeeTask(MjcfSource source, ElementNames? names)
        : base(source, Elements, names)
    {
        _podBody = BodyId("pod");
        _machineBody = BodyId("machine");
        _podAddress = FreeAddress("pod");
        _machinePlace = MocapIndex("machine");
        _spec = new TaskSpec
        {
            Name = "coffee",
            Summary = "Put a pod, held in the hand, into a coffee machine (10 x 10 cm region, belief off by 2-4 cm).",
            Observations =
            [
                new ObservationField("object", 42),
                new ObservationField("robot0_eef_pos", 3),
                new ObservationField("robot0_eef_quat", 4),
                new ObservationField("robot0_gripper_qpos", 2),
            ],
            Objects = ["coffee_pod", "coffee_machine", "coffee_pod_holder"],
            FixedParts = [new FixedPart(Holder, Machine, MachineFromHolder)],
            Subtasks = [new SubtaskSpec("insert", Holder)],
            ActionSize = 7,
            StateSize = StateSizeFor(3),
            Horizon = 400,
            ModelHash = ModelHash,
        };
    }

    private static IEnumerable<string> Numbered(string name, int count) => Enumerable.Range(0, count).Select(number => $"{name}{number}");

    /// <summary>Orientation of the machine, and of a pod held upright, world frame.</summary>
    public static Quat Straight { get; } = Quat.FromAxisAngle(Vec3.UnitZ, Math.PI / 2);

    /// <inheritdoc/>
    public override TaskSpec Spec => _spec;

    /// <inheritdoc/>
    public override ulong TriggerPairs => MjContactState.Pair(PodGroup, HolderGroup);

    /// <inheritdoc/>
    public override int SettleSteps => 4;

    /// <inheritdoc/>
    public override float SettleGripper => 1;

    /// <inheritdoc/>
    public override MjCamera Camera => new(0.1, 0, 0.97, 0.8, 62, -24);

    /// <inheritdoc/>
    public override IReadOnlyList<Ghost> Ghosts { get; } = [new Ghost(Holder, new Vec3(0.0295, 0.0295, HolderHalfHeight))];

    /// <inheritdoc/>
    public override void PlaceScene(SimulatedLane lane, in EpisodeKey key)
    {
        CounterRandom random = key.Stream(RandomPurpose.Scene);
        var offset = new Vec3(
            random.NextDouble(-RegionHalfSide, RegionHalfSide), random.NextDouble(-RegionHalfSide, RegionHalfSide), 0);
        lane.SetMocap(_machinePlace, new Pose(RegionCentre + offset, Straight));
        PandaReset.Place(lane, this, ref random, GripHalfWidth + PadInset);
        lane.SetGripperOpening(-1);
        lane.Refresh();
        (lane.WorldFromEef * GripFromPod).Normalized.WriteTo(lane.Positions.Slice(_podAddress, Pose.Size));
    }

    /// <inheritdoc/>
    public override Pose TruePose(SimulatedLane lane, int obj) => obj switch
    {
        Pod => lane.BodyPose(_podBody),
        Machine => lane.BodyPose(_machineBody),
        _ => lane.BodyPose(_machineBody) * MachineFromHolder,
    };

    /// <inheritdoc/>
    /// <remarks>The held pod is known from the hand; machine and holder are only believed.</remarks>
    public override bool IsTracked(int obj) => obj == Pod;

    /// <inheritdoc/>
    /// <remarks>One error for the machine and its holder: both come from one stream, so that they stay one rigid thing.</remarks>
    public override Pose SampleBelief(SimulatedLane lane, int obj, in EpisodeKey key)
    {
        Pose truth = TruePose(lane, obj);
        if (obj == Pod || !key.Corrupted)
            return truth;
        CounterRandom random = key.Stream(RandomPurpose.Corruption);
        double distance = random.NextDouble(MinError, MaxError);
        (double sin, double cos) = Math.SinCos(random.NextDouble(-Math.PI, Math.PI));
        return truth with { Position = truth.Position + (distance * new Vec3(cos, sin, 0)) };
    }

    /// <inheritdoc/>
    public override void Observe(SimulatedLane lane, Span<float> observation)
    {
        Pose worldFromHand = ObservationWriter.WorldFromHand(lane.WorldFromEef);
        (double first, double second) = lane.Fingers;
        var writer = new ObservationWriter(observation);
        writer.Object(TruePose(lane, Pod), worldFromHand, Straight);
        writer.Object(lane.BelievedPose(Machine), worldFromHand, Straight);
        writer.Object(lane.BelievedPose(Holder), worldFromHand, Straight);
        writer.Position(worldFromHand.Position);
        writer.Quaternion(worldFromHand.Orientation, GripFrame.HandDown);
        writer.Number(first);
        writer.Number(second);
    }
}
