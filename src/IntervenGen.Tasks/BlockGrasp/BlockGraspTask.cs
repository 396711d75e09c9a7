using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.BlockGrasp;

/// <summary>Block Grasp: grasp and lift a 5 cm cube on a table, which the robot believes to be elsewhere.</summary>
/// <remarks>
/// Cube: uniform in a 20 × 30 cm region, unturned. Belief: off by up to 1 cm in x and by 2.5 to 7 cm in y, fixed until the
/// gripper touches the cube; from then on the belief follows the cube. Position control: the hand points straight down.
/// The observation holds what a real arm has too: end-effector pose, fingers and the believed pose.
/// </remarks>
public sealed class BlockGraspTask : SimulatedTask
{
    /// <summary>Index of the cube in the task's objects.</summary>
    public const int Block = 0;

    /// <summary>Height of the table's top, world frame, metres.</summary>
    public const double TableTop = 0.8;

    /// <summary>Half the cube's side, metres.</summary>
    public const double HalfSide = 0.025;

    /// <summary>Half extents of the region of the cube's initial position, metres, in x and y; its centre is the table's.</summary>
    public const double RegionHalfX = 0.1, RegionHalfY = 0.15;

    /// <summary>Largest error of the believed cube position in x, metres.</summary>
    public const double MaxErrorX = 0.01;

    /// <summary>Bounds of the error of the believed cube position in y, to either side, metres.</summary>
    public const double MinErrorY = 0.025, MaxErrorY = 0.07;

    /// <summary>Height by which the cube must be lifted, metres.</summary>
    public const double SuccessLift = 0.04;

    /// <summary>Distance of each finger from the middle at the start, metres.</summary>
    public const double StartFinger = 0.02;

    /// <summary>Joint positions at the start, before noise is added, radians, shape [7].</summary>
    public static ReadOnlySpan<double> StartPosture => PandaReset.Posture;

    /// <summary>Pose of the robot's base, world frame, metres.</summary>
    public static Pose WorldFromBase { get; } = new(new Vec3(-0.56, 0, 0.912), Quat.Identity);

    /// <summary>Distance of the fingertips below the grip site, metres.</summary>
    public const double FingertipBelowGrip = 0.009;

    // Metres: half the table's side, the height below which a cube is off the table, and the outer reach of the open fingers from
    // the grip site.
    private const double TableHalfSide = 0.4;
    private const double FallenBelow = TableTop - 0.05;
    private const double FingerSpread = 0.06;
    private const int BlockGroup = 1, LeftPadGroup = 2, RightPadGroup = 3, HandGroup = 4;

    private static readonly TaskElements Elements = new()
    {
        FreeBodies = ["block"],
        Geoms =
        [
            new GeomGroup(BlockGroup, "block"),
            new GeomGroup(LeftPadGroup, "left_pad"),
            new GeomGroup(RightPadGroup, "right_pad"),
            new GeomGroup(HandGroup, "left_finger_collision", "right_finger_collision", "hand_collision"),
        ],
    };

    private readonly int _body, _address;

    /// <summary>Compiles the task's model.</summary>
    /// <param name="options">A custom MJCF must have the elements of the built-in one, under the same names or those given in the
    /// options.</param>
    /// <exception cref="UsageException">The MJCF does not compile, or lacks an element.</exception>
    public BlockGraspTask(TaskOptions? options = null)
        : this(ModelSource.Of("block-grasp.xml", options?.Mjcf), options?.Names)
    {
    }

    private BlockGraspTask(MjcfSource source, ElementNames? names)
        : base(source, Elements, names)
    {
        _body = BodyId("block");
        _address = FreeAddress("block");
        Spec = new TaskSpec
        {
            Name = "block-grasp",
            Summary = "Grasp and lift a 5 cm cube (20 x 30 cm region, belief off by 2.5-7 cm across the fingers).",
            Observations =
            [
                new ObservationField("object", 14),
                new ObservationField("robot0_eef_pos", 3),
                new ObservationField("robot0_eef_quat", 4),
                new ObservationField("robot0_gripper_qpos", 2),
            ],
            Objects = ["block"],
            Subtasks = [new SubtaskSpec("grasp", Block) { ReplayStart = new ReplayStart(0.015, 0.085) }],
            ActionSize = 4,
            StateSize = StateSizeFor(1),
            Horizon = 180,
            ModelHash = ModelHash,
        };
    }

    /// <inheritdoc/>
    public override TaskSpec Spec { get; }

    /// <inheritdoc/>
    public override ulong TriggerPairs =>
        MjContactState.Pair(BlockGroup, LeftPadGroup)
        | MjContactState.Pair(BlockGroup, RightPadGroup)
        | MjContactState.Pair(BlockGroup, HandGroup);

    /// <inheritdoc/>
    public override Quat? HeldOrientation => GripFrame.Down;

    /// <inheritdoc/>
    public override MjCamera Camera => new(0.0, 0, 0.86, 0.85, 150, -24);

    /// <inheritdoc/>
    public override IReadOnlyList<Ghost> Ghosts { get; } = [new Ghost(Block, new Vec3(1, 1, 1) * (HalfSide + 0.0002))];

    /// <summary>Whether both finger pads touch the cube.</summary>
    public static bool IsHeld(SimulatedLane lane) =>
        lane.Contacts.Touches(BlockGroup, LeftPadGroup) && lane.Contacts.Touches(BlockGroup, RightPadGroup);

    /// <inheritdoc/>
    public override void PlaceScene(SimulatedLane lane, in EpisodeKey key)
    {
        CounterRandom random = key.Stream(RandomPurpose.Scene);
        Pose place = SamplePlace(ref random);
        PandaReset.Place(lane, this, ref random, StartFinger);
        lane.SetGripperOpening(0);
        place.WriteTo(lane.Positions.Slice(_address, Pose.Size));
    }

    /// <inheritdoc/>
    public override Pose SampleBelief(SimulatedLane lane, int obj, in EpisodeKey key) => Corrupt(TruePose(lane, obj), key);

    /// <summary>Samples the cube's initial pose from an attempt's scene stream, world frame.</summary>
    public static Pose SamplePlace(in EpisodeKey key)
    {
        CounterRandom random = key.Stream(RandomPurpose.Scene);
        return SamplePlace(ref random);
    }

    /// <summary>
    /// Adds the belief error of an attempt to a pose: the paper's distribution, on top of any error the pose already has.
    /// </summary>
    public static Pose Corrupt(in Pose truth, in EpisodeKey key)
    {
        if (!key.Corrupted)
            return truth;
        CounterRandom random = key.Stream(RandomPurpose.Corruption);
        double x = random.NextDouble(-MaxErrorX, MaxErrorX);
        double y = random.NextDouble(MinErrorY, MaxErrorY);
        return truth with { Position = truth.Position + new Vec3(x, random.NextDouble() < 0.5 ? -y : y, 0) };
    }

    private static Pose SamplePlace(ref CounterRandom random) => new(
        new Vec3(
            random.NextDouble(-RegionHalfX, RegionHalfX), random.NextDouble(-RegionHalfY, RegionHalfY), TableTop + HalfSide),
        Quat.Identity);

    /// <inheritdoc/>
    public override bool IsTracked(int obj) => false;

    /// <inheritdoc/>
    /// <remarks>Contact moves the cube, so a pose revealed once would be wrong again: once touched, it is followed.</remarks>
    public override Pose BelievedPose(SimulatedLane lane, int obj, in Pose kept) =>
        lane.IsRevealed ? TruePose(lane, obj) : kept;

    /// <inheritdoc/>
    public override Pose TruePose(SimulatedLane lane, int obj) => lane.BodyPose(_body);

    /// <inheritdoc/>
    public override void Observe(SimulatedLane lane, Span<float> observation)
    {
        (double first, double second) = lane.Fingers;
        WriteObservation(lane.WorldFromEef, first, second, lane.BelievedPose(Block), observation);
    }

    /// <summary>Writes the observation of a policy from what a simulated or a real robot measures.</summary>
    /// <param name="worldFromGrip">Pose of the grip frame, between the fingertips, world frame.</param>
    /// <param name="first">Position of the first finger: its distance from the middle, metres.</param>
    /// <param name="second">Position of the second finger, negative, metres.</param>
    /// <param name="worldFromBlock">Believed pose of the cube, world frame.</param>
    /// <param name="observation">The observation, shape [<see cref="TaskSpec.ObservationSize"/>].</param>
    public static void WriteObservation(in Pose worldFromGrip, double first, double second, in Pose worldFromBlock, Span<float> observation)
    {
        Pose worldFromHand = ObservationWriter.WorldFromHand(worldFromGrip);
        var writer = new ObservationWriter(observation);
        writer.Object(worldFromBlock, worldFromHand, Quat.Identity);
        writer.Position(worldFromHand.Position);
        writer.Quaternion(worldFromHand.Orientation, GripFrame.HandDown);
        writer.Number(first);
        writer.Number(second);
    }

    /// <inheritdoc/>
    public override bool IsSuccess(SimulatedLane lane) =>
        IsHeld(lane) && TruePose(lane, Block).Position.Z >= TableTop + HalfSide + SuccessLift;

    /// <inheritdoc/>
    public override bool IsSubtaskDone(SimulatedLane lane, int subtask) => IsSuccess(lane);

    /// <inheritdoc/>
    /// <remarks>
    /// The clearance of the fingertips over the standing cube's top, or of the open fingers from its side, whichever is more.
    /// </remarks>
    public override double Clearance(SimulatedLane lane)
    {
        Vec3 block = TruePose(lane, Block).Position, grip = lane.WorldFromEef.Position;
        double lowest = grip.Z - FingertipBelowGrip;
        double beside = ((grip - block) with { Z = 0 }).Length - FingerSpread - (HalfSide * Math.Sqrt(2));
        return IsHeld(lane) ? 0 : Math.Max(lowest - block.Z - HalfSide, Math.Min(beside, lowest - TableTop));
    }

    /// <inheritdoc/>
    public override double Reach => FingerSpread;

    /// <inheritdoc/>
    public override bool IsRecoverable(SimulatedLane lane)
    {
        Vec3 block = TruePose(lane, Block).Position;
        return block.Z > FallenBelow && Math.Abs(block.X) < TableHalfSide && Math.Abs(block.Y) < TableHalfSide;
    }
}
