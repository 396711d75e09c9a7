using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.TwoPieceAssembly;

/// <summary>
/// 2-Piece Assembly: put a held plate, gripped by its wall, into a square ring whose position the robot believes wrongly.
/// </summary>
/// <remarks>
/// Ring: uniform in a 10 × 10 cm region. Belief: off by up to ±4 cm in x and y and by at least 1 cm in one of them,
/// fixed for the episode. The first contact of piece and ring reveals the truth (full observability) or, in three extra
/// numbers of the observation, the direction from the believed to the true position (partial).
/// Success is stricter than MimicGen's, which asks for 2 cm and no height: the plate lies flat in the ring, let go.
/// </remarks>
public sealed partial class TwoPieceAssemblyTask : SimulatedTask
{
    /// <summary>Index of the piece in the task's objects.</summary>
    public const int Piece = 0;

    /// <summary>Index of the ring in the task's objects.</summary>
    public const int Base = 1;

    /// <summary>Height of the ring's centre, world frame, metres: it stands on the table.</summary>
    public const double BaseHeight = TableTop + (RingHeight / 2);

    /// <summary>Height of the ring, metres.</summary>
    public const double RingHeight = 0.038;

    /// <summary>Height of a seated piece's centre above the ring's centre, metres.</summary>
    public const double SeatedHeight = 0.032;

    /// <summary>Half side of the square region of the ring's position, metres.</summary>
    public const double RegionHalfSide = 0.05;

    /// <summary>Largest error of the believed ring position per horizontal axis, metres.</summary>
    public const double MaxError = 0.04;

    /// <summary>Smallest error of the believed ring position in at least one horizontal axis, metres.</summary>
    public const double MinError = 0.01;

    // Metres, from two-piece-assembly.xml: the height of the table's top, world frame; half the thickness of the piece's wall;
    // and by how much the fingers start wider than that.
    private const double TableTop = 0.8;
    private const double WallHalfWidth = 0.017;
    private const double PadInset = 0.0005;
    private const int PieceGroup = 1, BaseGroup = 2, LeftPadGroup = 3, RightPadGroup = 4;

    private static readonly TaskElements Elements = new()
    {
        FreeBodies = ["piece"],
        MocapBodies = ["base"],
        Geoms =
        [
            new GeomGroup(PieceGroup, "piece_plate", "piece_wall"),
            new GeomGroup(BaseGroup, "base_back", "base_front", "base_left", "base_right"),
            new GeomGroup(LeftPadGroup, "left_pad"),
            new GeomGroup(RightPadGroup, "right_pad"),
        ],
    };

    private static readonly Vec3 RegionCentre = new(0.1, 0, BaseHeight);

    // The wall lies between the pads with its top against the palm, so that a mistake cannot push it up through them. The
    // fingertips end 32 mm above the plate: what meets the ring is the piece, never the fingers, and they let go of it
    // above the ring's top.
    private static readonly Pose GripFromPiece = new(
        new Vec3(0, 0, 0.0242), Quat.FromMatrix([1, 0, 0, 0, -1, 0, 0, 0, -1]));

    private readonly int _pieceBody, _baseBody, _pieceAddress, _basePlace;
    private readonly TaskSpec _spec;
    private readonly Observability _observability;

    /// <summary>Compiles the task's model.</summary>
    /// <param name="options">A custom MJCF must have the elements of the built-in one, under the same names or those given in the
    /// options.</param>
    /// <exception cref="UsageException">The MJCF does not compile, or lacks an element.</exception>
    public TwoPieceAssemblyTask(TaskOptions? options = null)
        : this(options ?? new TaskOptions(), ModelSource.Of("two-piece-assembly.xml", options?.Mjcf))
    {
    }

    private TwoPieceAssemblyTask(TaskOptions options, MjcfSource source)
        : base(source, Elements, options.Names)
    {
        _observability = options.Observability;
        _pieceBody = BodyId("piece");
        _baseBody = BodyId("base");
        _pieceAddress = FreeAddress("piece");
        _basePlace = MocapIndex("base");
        _spec = new TaskSpec
        {
            Name = "two-piece-assembly",
            Summary = "Put a piece, held in the hand, into a square ring (10 x 10 cm region, belief off by 1-4 cm).",
            Observations =
            [
                new ObservationField("object", 28),
                new ObservationField("contact_direction", 3),
                new ObservationField("robot0_eef_pos", 3),
                new ObservationField("robot0_eef_quat", 4),
                new ObservationField("robot0_gripper_qpos", 2),
            ],
            Objects = ["piece_1", "base"],
            Subtasks = [new SubtaskSpec("insert", Base)],
            ActionSize = 7,
            StateSize = StateSizeFor(2),
            Horizon = 400,
            ModelHash = ModelHash,
        };
    }

    /// <summary>The piece's orientation in place, world frame: its wall along the world's x axis, as at MimicGen's reset.</summary>
    public static Quat PieceStraight { get; } = Quat.FromAxisAngle(Vec3.UnitZ, Math.PI / 2);

    /// <inheritdoc/>
    public override TaskSpec Spec => _spec;

    /// <inheritdoc/>
    public override ulong TriggerPairs => MjContactState.Pair(PieceGroup, BaseGroup);

    /// <inheritdoc/>
    public override int SettleSteps => 4;

    /// <inheritdoc/>
    public override float SettleGripper => 1;

    /// <inheritdoc/>
    public override MjCamera Camera => new(0.06, 0, 0.9, 0.85, 130, -26);

    /// <inheritdoc/>
    public override IReadOnlyList<Ghost> Ghosts { get; } = [new Ghost(Base, new Vec3(0.0952, 0.0952, 0.0192))];

    /// <inheritdoc/>
    public override void PlaceScene(SimulatedLane lane, in EpisodeKey key)
    {
        CounterRandom random = key.Stream(RandomPurpose.Scene);
        var offset = new Vec3(
            random.NextDouble(-RegionHalfSide, RegionHalfSide), random.NextDouble(-RegionHalfSide, RegionHalfSide), 0);
        lane.SetMocap(_basePlace, new Pose(RegionCentre + offset, Quat.Identity));
        PandaReset.Place(lane, this, ref random, WallHalfWidth + PadInset);
        lane.SetGripperOpening(-1);
        lane.Refresh();
        (lane.WorldFromEef * GripFromPiece).Normalized.WriteTo(lane.Positions.Slice(_pieceAddress, Pose.Size));
    }

    /// <inheritdoc/>
    public override Pose TruePose(SimulatedLane lane, int obj)
    {
        return lane.BodyPose(obj == Piece ? _pieceBody : _baseBody);
    }

    /// <inheritdoc/>
    public override void Observe(SimulatedLane lane, Span<float> observation)
    {
        Pose worldFromHand = ObservationWriter.WorldFromHand(lane.WorldFromEef);
        (double first, double second) = lane.Fingers;
        var writer = new ObservationWriter(observation);
        writer.Object(TruePose(lane, Piece), worldFromHand, PieceStraight);
        writer.Object(lane.BelievedPose(Base), worldFromHand, Quat.Identity);
        writer.Position(lane.Hint);
        writer.Position(worldFromHand.Position);
        writer.Quaternion(worldFromHand.Orientation, GripFrame.HandDown);
        writer.Number(first);
        writer.Number(second);
    }
}
