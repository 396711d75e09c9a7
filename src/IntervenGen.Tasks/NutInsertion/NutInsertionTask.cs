using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.NutInsertion;

/// <summary>Nut Insertion: put a held square nut onto a square peg whose position the robot believes wrongly.</summary>
/// <remarks>
/// Peg: uniform in a 10 × 10 cm region. Belief: off by up to ±4 cm in x and y and by at least 2 cm in one of them,
/// fixed for the episode, replaced by the truth on the first contact of nut and peg (full observability).
/// Success is stricter than robosuite's: the nut is around the peg, level, below the peg's top by 8 cm, and let go.
/// </remarks>
public sealed class NutInsertionTask : SimulatedTask
{
    /// <summary>Index of the nut in the task's objects.</summary>
    public const int Nut = 0;

    /// <summary>Index of the peg in the task's objects.</summary>
    public const int Peg = 1;

    /// <summary>Half the height of the peg, metres.</summary>
    public const double PegHalfHeight = 0.1;

    /// <summary>Half side of the square region of the peg's position, metres.</summary>
    public const double RegionHalfSide = 0.05;

    /// <summary>Largest error of the believed peg position per horizontal axis, metres.</summary>
    public const double MaxError = 0.04;

    /// <summary>Smallest error of the believed peg position in at least one horizontal axis, metres.</summary>
    public const double MinError = 0.02;

    // World frame, metres, as in nut-insertion.xml: height of the peg's centre.
    private const double PegCentreHeight = SquareNut.PegTop - PegHalfHeight;

    // Metres: half the handle's width, and by how much the fingers start wider than that.
    private const double HandleHalfWidth = 0.015875;
    private const double PadInset = 0.0005;
    private const int NutGroup = 1, PegGroup = 2, LeftPadGroup = 3, RightPadGroup = 4;

    private static readonly TaskElements Elements = new()
    {
        FreeBodies = ["nut"],
        MocapBodies = ["peg"],
        Geoms =
        [
            new GeomGroup(NutGroup, "nut_side1", "nut_side2", "nut_side3", "nut_side4", "nut_handle"),
            new GeomGroup(PegGroup, "peg"),
            new GeomGroup(LeftPadGroup, "left_pad"),
            new GeomGroup(RightPadGroup, "right_pad"),
        ],
    };

    private static readonly Vec3 RegionCentre = new(0.1, 0, PegCentreHeight);

    // The handle lies between the pads and points back at the robot, so that the nut's ring is in front of the hand.
    // The nut's underside is 5 mm below the fingertips: what meets the peg is the nut, never the fingers.
    private static readonly Pose GripFromNut = new(
        new Vec3(0, 0.054, 0.004), Quat.FromMatrix([0, -1, 0, -1, 0, 0, 0, 0, -1]));

    private readonly int _nutBody, _pegBody, _nutAddress, _pegPlace;
    private readonly TaskSpec _spec;
    private readonly Observability _observability;

    /// <summary>Compiles the task's model.</summary>
    /// <param name="options">A custom MJCF must have the elements of the built-in one, under the same names or those given in the
    /// options.</param>
    /// <exception cref="UsageException">The MJCF does not compile, or lacks an element.</exception>
    public NutInsertionTask(TaskOptions? options = null)
        : this(options ?? new TaskOptions(), ModelSource.Of("nut-insertion.xml", options?.Mjcf))
    {
    }

    private NutInsertionTask(TaskOptions options, MjcfSource source)
        : base(source, Elements, options.Names)
    {
        _observability = options.Observability;
        _nutBody = BodyId("nut");
        _pegBody = BodyId("peg");
        _nutAddress = FreeAddress("nut");
        _pegPlace = MocapIndex("peg");
        _spec = new TaskSpec
        {
            Name = "nut-insertion",
            Summary = "Put a square nut, held in the hand, onto a square peg (10 x 10 cm region, belief off by 2-4 cm).",
            Observations =
            [
                new ObservationField("object", 28),
                new ObservationField("robot0_eef_pos", 3),
                new ObservationField("robot0_eef_quat", 4),
                new ObservationField("robot0_gripper_qpos", 2),
            ],
            Objects = ["square_nut", "square_peg"],
            Subtasks = [new SubtaskSpec("insert", Peg)],
            ActionSize = 7,
            StateSize = StateSizeFor(2),
            Horizon = 400,
            ModelHash = ModelHash,
        };
    }

    /// <inheritdoc/>
    public override TaskSpec Spec => _spec;

    /// <inheritdoc/>
    public override ulong TriggerPairs => MjContactState.Pair(NutGroup, PegGroup);

    /// <inheritdoc/>
    public override int SettleSteps => 4;

    /// <inheritdoc/>
    public override float SettleGripper => 1;

    /// <inheritdoc/>
    public override MjCamera Camera => new(0.07, 0, 0.93, 0.75, 130, -24);

    /// <inheritdoc/>
    public override IReadOnlyList<Ghost> Ghosts { get; } = [new Ghost(Peg, new Vec3(0.0162, 0.0162, 0.1002))];

    /// <summary>Whether a finger pad touches the nut.</summary>
    public static bool IsHeld(SimulatedLane lane) =>
        lane.Contacts.Touches(NutGroup, LeftPadGroup) || lane.Contacts.Touches(NutGroup, RightPadGroup);

    /// <inheritdoc/>
    public override void PlaceScene(SimulatedLane lane, in EpisodeKey key)
    {
        CounterRandom random = key.Stream(RandomPurpose.Scene);
        var offset = new Vec3(
            random.NextDouble(-RegionHalfSide, RegionHalfSide), random.NextDouble(-RegionHalfSide, RegionHalfSide), 0);
        lane.SetMocap(_pegPlace, new Pose(RegionCentre + offset, Quat.Identity));
        PandaReset.Place(lane, this, ref random, HandleHalfWidth + PadInset);
        lane.SetGripperOpening(-1);
        lane.Refresh();
        (lane.WorldFromEef * GripFromNut).Normalized.WriteTo(lane.Positions.Slice(_nutAddress, Pose.Size));
    }

    /// <inheritdoc/>
    public override Pose SampleBelief(SimulatedLane lane, int obj, in EpisodeKey key)
    {
        Pose truth = TruePose(lane, obj);
        return obj == Peg && key.Corrupted ? new PlanarError(MinError, MaxError).AddTo(truth, key) : truth;
    }

    /// <inheritdoc/>
    /// <remarks>The held nut is known from the hand; the peg is only believed.</remarks>
    public override bool IsTracked(int obj) => obj == Nut;

    /// <inheritdoc/>
    public override Pose TruePose(SimulatedLane lane, int obj) => lane.BodyPose(obj == Nut ? _nutBody : _pegBody);

    /// <inheritdoc/>
    /// <remarks>Partial: the peg is believed under the mean position of the first contact, as the paper's Table III has it.</remarks>
    public override Pose RevealedPose(SimulatedLane lane, int obj, in Pose kept) =>
        obj == Peg && _observability == Observability.Partial
            ? kept with { Position = lane.TriggerPosition with { Z = kept.Position.Z } }
            : TruePose(lane, obj);

    /// <inheritdoc/>
    public override void Observe(SimulatedLane lane, Span<float> observation)
    {
        Pose worldFromHand = ObservationWriter.WorldFromHand(lane.WorldFromEef);
        (double first, double second) = lane.Fingers;
        var writer = new ObservationWriter(observation);
        writer.Object(TruePose(lane, Nut), worldFromHand, SquareNut.HandleBack);
        writer.Object(lane.BelievedPose(Peg), worldFromHand, Quat.Identity);
        writer.Position(worldFromHand.Position);
        writer.Quaternion(worldFromHand.Orientation, GripFrame.HandDown);
        writer.Number(first);
        writer.Number(second);
    }

    /// <inheritdoc/>
    public override bool IsSuccess(SimulatedLane lane) =>
        SquareNut.IsAround(TruePose(lane, Nut), TruePose(lane, Peg).Position) && !IsHeld(lane);

    /// <inheritdoc/>
    public override bool IsSubtaskDone(SimulatedLane lane, int subtask) => IsSuccess(lane);

    /// <inheritdoc/>
    /// <remarks>1.5 mm of a 20 mm thick nut in one substep.</remarks>
    public override double SlowContactSpeed => 0.3;

    /// <inheritdoc/>
    /// <remarks>Of the held nut's lowest point over the peg's top, or of its ring and handle from the peg's side, whichever is
    /// more.</remarks>
    public override double Clearance(SimulatedLane lane)
    {
        if (!IsHeld(lane))
            return 0;
        Pose nut = TruePose(lane, Nut);
        return Math.Max(SquareNut.LowestPoint(nut) - SquareNut.PegTop, SquareNut.DistanceBeside(nut, TruePose(lane, Peg).Position));
    }

    /// <inheritdoc/>
    /// <remarks>A nut that nobody holds and that is not sliding down the peg stays where it fell, or hangs askew on the peg.</remarks>
    public override bool IsRecoverable(SimulatedLane lane) =>
        IsHeld(lane) || SquareNut.IsOver(TruePose(lane, Nut), TruePose(lane, Peg).Position);
}
