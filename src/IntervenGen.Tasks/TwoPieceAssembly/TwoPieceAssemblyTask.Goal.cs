using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen.Tasks.TwoPieceAssembly;

/// <content>When the piece is in place, and how far it is from anything.</content>
public sealed partial class TwoPieceAssemblyTask
{
    // The ring leaves 6 mm on every side; contacts are soft. A plate that lies on the table is level and at its height,
    // one that hangs on the ring's edge is neither.
    private const double SuccessOffset = 0.008;
    private const double SuccessHeight = 0.004;
    private const double SuccessLevel = 0.995;
    private const double HangingLevel = 0.9;

    // Metres, from the geoms of two-piece-assembly.xml: half the piece's height, and the horizontal reach of piece and ring from
    // their centres.
    private const double PieceHalfHeight = 0.051, PieceReach = 0.0722, RingReach = 0.1344;

    /// <summary>Whether a finger pad touches the piece.</summary>
    public static bool IsHeld(SimulatedLane lane)
    {
        return lane.Contacts.Touches(PieceGroup, LeftPadGroup) || lane.Contacts.Touches(PieceGroup, RightPadGroup);
    }

    /// <inheritdoc/>
    public override bool IsSuccess(SimulatedLane lane) =>
        !IsHeld(lane) && IsOverHole(lane, SuccessLevel) && Math.Abs(HeightOverBase(lane) - SeatedHeight) < SuccessHeight;

    /// <inheritdoc/>
    public override bool IsSubtaskDone(SimulatedLane lane, int subtask) => IsSuccess(lane);

    /// <inheritdoc/>
    /// <remarks>A piece that nobody holds and that is not sliding down the hole stays where it fell.</remarks>
    public override bool IsRecoverable(SimulatedLane lane) => IsHeld(lane) || IsOverHole(lane, HangingLevel);

    /// <inheritdoc/>
    /// <remarks>Of the held piece's lowest point over the ring's top, or over the table and beside the ring, whichever is more.</remarks>
    public override double Clearance(SimulatedLane lane)
    {
        if (!IsHeld(lane))
            return 0;
        Pose piece = TruePose(lane, Piece);
        double level = piece.Orientation.Rotate(Vec3.UnitZ).Z;
        double lowest = piece.Position.Z - (PieceHalfHeight * level) - (PieceReach * Math.Sqrt(Math.Max(0, 1 - (level * level))));
        double beside = ((TruePose(lane, Base).Position - piece.Position) with { Z = 0 }).Length - PieceReach - RingReach;
        return Math.Max(lowest - TableTop - RingHeight, Math.Min(beside, lowest - TableTop));
    }

    private double HeightOverBase(SimulatedLane lane) => TruePose(lane, Piece).Position.Z - TruePose(lane, Base).Position.Z;

    // Upright to the degree asked for, and over the hole, at any height.
    private bool IsOverHole(SimulatedLane lane, double level)
    {
        Pose piece = TruePose(lane, Piece);
        Vec3 inBase = TruePose(lane, Base).Inverse().Transform(piece.Position);
        return Math.Abs(inBase.X) < SuccessOffset
            && Math.Abs(inBase.Y) < SuccessOffset
            && piece.Orientation.Rotate(Vec3.UnitZ).Z > level;
    }
}
