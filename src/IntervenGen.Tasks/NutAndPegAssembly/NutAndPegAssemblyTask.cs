using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.NutAndPegAssembly;

/// <summary>
/// Nut-and-Peg Assembly: grasp a square nut by its handle and put it onto a fixed square peg; the robot may believe the handle
/// to be on the opposite side.
/// </summary>
/// <remarks>
/// Nut: in a 0.5 × 11.5 cm region with any yaw. Geometry 1 (beliefs true): the observed pose is the nut's. Geometry 2
/// (beliefs wrong): the observed pose is turned by half a turn, and since the ring looks the same that way round, only the
/// handle is elsewhere than it seems. Nothing reveals the difference; a gripper that closed on nothing tells it.
/// </remarks>
public sealed class NutAndPegAssemblyTask : SimulatedTask
{
    /// <summary>Index of the nut in the task's objects.</summary>
    public const int Nut = 0;

    /// <summary>Index of the peg in the task's objects.</summary>
    public const int Peg = 1;

    /// <summary>Index of the subtask that grasps the nut.</summary>
    public const int Grasp = 0;

    /// <summary>Index of the subtask that places the nut on the peg.</summary>
    public const int Place = 1;

    /// <summary>Bounds of the region of the nut's initial position, world frame, metres: MimicGen's Square_D0.</summary>
    public const double MinX = -0.115, MaxX = -0.11, MinY = 0.11, MaxY = 0.225;

    /// <summary>Where the operator grips the handle: distance from the nut's centre along the handle, metres.</summary>
    public const double GripAlongHandle = 0.062;

    /// <summary>Distance of the fingertips below the grip site, metres.</summary>
    public const double FingertipBelowGrip = 0.009;

    /// <summary>A closed finger nearer to the middle than this holds nothing, metres: the handle keeps it at 0.016.</summary>
    public const double EmptyFinger = 0.002;

    /// <summary>Yaw of the hand in the middle of the half turn that suffices for any nut, relative to robosuite's posture,
    /// radians.</summary>
    internal const double MiddleYaw = Math.PI / 2;

    // World frame, metres: the height of the peg's centre in the model, and of a nut that counts as lifted.
    private const double PegHeight = 0.85;
    private const double LiftedHeight = SquareNut.TableTop + SquareNut.HalfHeight + 0.04;

    // Metres: each finger's position at the start, and half the table's side.
    private const double StartFinger = 0.02;
    private const double TableHalfSide = 0.4;

    // World frame, metres: a nut below the first height is off the table; one above the second, beside the peg, hangs on it.
    private const double FallenBelow = SquareNut.TableTop - 0.05;
    private const double HangsAbove = SquareNut.TableTop + (2 * SquareNut.HalfHeight);
    private const int NutGroup = 1, LeftPadGroup = 3, RightPadGroup = 4;

    private static readonly Vec3 GripInNut = new(GripAlongHandle, 0, 0);

    // A demonstration comes to the handle, a recovery from where the handle seemed to be.
    private static readonly ReplayStart OverHandleOrOpposite =
        new(0.012, 0.03) { Points = [GripInNut, -GripInNut] };

    private static readonly Pose HalfTurn = new(Vec3.Zero, SquareNut.HandleBack);

    private static readonly Quat UsualHand = Quat.FromAxisAngle(Vec3.UnitZ, MiddleYaw) * GripFrame.HandDown;

    private static readonly Quat UsualInHand = UsualHand.Conjugate * SquareNut.HandleBack;

    private static readonly TaskElements Elements = new()
    {
        FreeBodies = ["nut"],
        Bodies = ["peg"],
        Geoms =
        [
            new GeomGroup(NutGroup, "nut_side1", "nut_side2", "nut_side3", "nut_side4", "nut_handle"),
            new GeomGroup(LeftPadGroup, "left_pad"),
            new GeomGroup(RightPadGroup, "right_pad"),
        ],
    };

    private readonly int _nutBody, _pegBody, _nutAddress;

    /// <summary>Compiles the task's model.</summary>
    /// <param name="options">A custom MJCF must have the elements of the built-in one, under the same names or those given in the
    /// options.</param>
    /// <exception cref="UsageException">The MJCF does not compile, or lacks an element.</exception>
    public NutAndPegAssemblyTask(TaskOptions? options = null)
        : this(ModelSource.Of("nut-and-peg-assembly.xml", options?.Mjcf), options?.Names)
    {
    }

    private NutAndPegAssemblyTask(MjcfSource source, ElementNames? names)
        : base(source, Elements, names)
    {
        _nutBody = BodyId("nut");
        _pegBody = BodyId("peg");
        _nutAddress = FreeAddress("nut");
        Spec = new TaskSpec
        {
            Name = "nut-and-peg-assembly",
            Summary = "Grasp a square nut by its handle and put it onto a peg (any yaw; the handle may be opposite to where it seems).",
            Observations =
            [
                new ObservationField("object", 28),
                new ObservationField("object_handle", 6),
                new ObservationField("robot0_eef_pos", 3),
                new ObservationField("robot0_eef_quat", 4),
                new ObservationField("robot0_gripper_qpos", 2),
            ],
            Objects = ["square_nut", "square_peg"],
            Subtasks =
            [
                new SubtaskSpec("grasp", Nut) { HandMayTurn = true, ReplayStart = OverHandleOrOpposite },
                new SubtaskSpec("place", Peg) { HeldObject = Nut, ReplayStart = new ReplayStart(0.12, SquareNut.PegTop - PegHeight) },
            ],
            ActionSize = 7,
            StateSize = StateSizeFor(2),
            Horizon = 500,
            ModelHash = ModelHash,
        };
    }

    /// <inheritdoc/>
    public override TaskSpec Spec { get; }

    /// <inheritdoc/>
    /// <remarks>No contact pair: the mistake shows by the absence of contact, see <see cref="IsTriggered"/>.</remarks>
    public override ulong TriggerPairs => 0;

    /// <inheritdoc/>
    public override MjCamera Camera => new(0.04, 0.1, 0.9, 0.95, 140, -26);

    /// <inheritdoc/>
    public override IReadOnlyList<Ghost> Ghosts { get; } = [new Ghost(Nut, new Vec3(0.08, 0.0155, 0.0098))];

    /// <summary>Whether both finger pads touch the nut.</summary>
    public static bool IsGrasped(SimulatedLane lane) =>
        lane.Contacts.Touches(NutGroup, LeftPadGroup) && lane.Contacts.Touches(NutGroup, RightPadGroup);

    /// <summary>Whether a finger pad touches the nut.</summary>
    public static bool IsTouched(SimulatedLane lane) =>
        lane.Contacts.Touches(NutGroup, LeftPadGroup) || lane.Contacts.Touches(NutGroup, RightPadGroup);

    /// <inheritdoc/>
    public override void PlaceScene(SimulatedLane lane, in EpisodeKey key)
    {
        CounterRandom random = key.Stream(RandomPurpose.Scene);
        var position = new Vec3(
            random.NextDouble(MinX, MaxX), random.NextDouble(MinY, MaxY), SquareNut.TableTop + SquareNut.HalfHeight);
        var turn = Quat.FromAxisAngle(Vec3.UnitZ, random.NextDouble(0, 2 * Math.PI));
        PandaReset.Place(lane, this, ref random, StartFinger, MiddleYaw);
        lane.SetGripperOpening(0);
        new Pose(position, turn).WriteTo(lane.Positions.Slice(_nutAddress, Pose.Size));
    }

    /// <inheritdoc/>
    /// <remarks>For the nut, what is kept is the believed pose in the true nut's frame: none or half a turn.</remarks>
    public override Pose SampleBelief(SimulatedLane lane, int obj, in EpisodeKey key) =>
        obj != Nut ? TruePose(lane, obj) : key.Corrupted ? HalfTurn : Pose.Identity;

    /// <inheritdoc/>
    /// <remarks>The handle is opposite to where it seems: there is no more and no less of that.</remarks>
    public override bool HasBeliefDistance => false;

    /// <inheritdoc/>
    public override bool IsTracked(int obj) => obj == Peg;

    /// <inheritdoc/>
    /// <remarks>The nut is seen at all times, always the same way round.</remarks>
    public override Pose BelievedPose(SimulatedLane lane, int obj, in Pose kept) =>
        obj == Nut ? (TruePose(lane, Nut) * kept).Normalized : kept;

    /// <inheritdoc/>
    public override Pose KeptBelief(SimulatedLane lane, int obj, in Pose believed) =>
        obj == Nut ? (TruePose(lane, Nut).Inverse() * believed).Normalized : believed;

    /// <inheritdoc/>
    /// <remarks>Nothing is revealed: the belief stays what it was.</remarks>
    public override Pose RevealedPose(SimulatedLane lane, int obj, in Pose kept) => kept;

    /// <inheritdoc/>
    /// <remarks>The gripper is closed and there is nothing in it. It starts half open, so somebody closed it.</remarks>
    public override bool IsTriggered(SimulatedLane lane)
    {
        (double first, double second) = lane.Fingers;
        return first < EmptyFinger && second > -EmptyFinger && !IsTouched(lane);
    }

    /// <inheritdoc/>
    public override Pose TruePose(SimulatedLane lane, int obj) => lane.BodyPose(obj == Nut ? _nutBody : _pegBody);

    /// <inheritdoc/>
    /// <remarks>
    /// Where the handle seems to be gripped, and where it would be if it were on the other side, follow from the believed
    /// nut; written out, a policy need not learn what a quaternion does, nor tell millimetres on a scale of decimetres.
    /// </remarks>
    public override void Observe(SimulatedLane lane, Span<float> observation)
    {
        Pose worldFromHand = ObservationWriter.WorldFromHand(lane.WorldFromEef);
        (double first, double second) = lane.Fingers;
        var writer = new ObservationWriter(observation);
        Pose nut = lane.BelievedPose(Nut);
        writer.TurnedObject(nut, worldFromHand, UsualHand, UsualInHand);
        writer.TurnedObject(lane.BelievedPose(Peg), worldFromHand, UsualHand, UsualHand.Conjugate);
        writer.Direction(nut.Transform(GripInNut), worldFromHand);
        writer.Direction(nut.Transform(-GripInNut), worldFromHand);
        writer.Position(worldFromHand.Position);
        writer.Quaternion(worldFromHand.Orientation, UsualHand);
        writer.Number(first);
        writer.Number(second);
    }

    /// <inheritdoc/>
    public override bool IsSuccess(SimulatedLane lane) =>
        SquareNut.IsAround(TruePose(lane, Nut), TruePose(lane, Peg).Position) && !IsTouched(lane);

    /// <inheritdoc/>
    /// <remarks>The grasp is done when the nut is in the hand and off the table; it stays done while the nut slides down the peg.</remarks>
    public override bool IsSubtaskDone(SimulatedLane lane, int subtask) => subtask == Place
        ? IsSuccess(lane)
        : (IsGrasped(lane) && TruePose(lane, Nut).Position.Z > LiftedHeight) || IsOverPeg(lane);

    /// <inheritdoc/>
    /// <remarks>
    /// A nut that nobody holds can be taken from the table again. It is lost off the table, and askew on the peg or
    /// leaning at it, where no hand from above gets hold of its handle.
    /// </remarks>
    public override bool IsRecoverable(SimulatedLane lane)
    {
        Pose nut = TruePose(lane, Nut);
        Vec3 aside = (TruePose(lane, Peg).Position - nut.Position) with { Z = 0 };
        bool onTable = nut.Position.Z > FallenBelow && Math.Abs(nut.Position.X) < TableHalfSide && Math.Abs(nut.Position.Y) < TableHalfSide;
        bool hangs = nut.Position.Z > HangsAbove && aside.Length < SquareNut.NutReach && !IsOverPeg(lane);
        return onTable && (IsTouched(lane) || !hangs);
    }

    /// <inheritdoc/>
    /// <remarks>Of a held nut's lowest point over the peg's top, or of its ring and handle from the peg's side and the table.</remarks>
    public override double Clearance(SimulatedLane lane)
    {
        Pose nut = TruePose(lane, Nut);
        if (!IsGrasped(lane))
            return nut.Position.Z < HangsAbove ? lane.WorldFromEef.Position.Z - FingertipBelowGrip - SquareNut.PegTop : 0;
        double lowest = SquareNut.LowestPoint(nut), beside = SquareNut.DistanceBeside(nut, TruePose(lane, Peg).Position);
        return Math.Max(lowest - SquareNut.PegTop, Math.Min(beside, lowest - SquareNut.TableTop));
    }

    private bool IsOverPeg(SimulatedLane lane) => SquareNut.IsOver(TruePose(lane, Nut), TruePose(lane, Peg).Position);
}
