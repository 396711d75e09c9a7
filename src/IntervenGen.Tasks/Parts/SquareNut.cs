using IntervenGen.Numerics;

namespace IntervenGen.Tasks.Parts;

/// <summary>The square nut and its peg, robosuite's: how large they are, and how one lies to the other.</summary>
internal static class SquareNut
{
    /// <summary>Height of the table's top, world frame, metres.</summary>
    public const double TableTop = 0.82;

    /// <summary>Height of the peg's top, world frame, metres.</summary>
    public const double PegTop = 0.95;

    /// <summary>Half the nut's thickness, metres.</summary>
    public const double HalfHeight = 0.01;

    /// <summary>Farthest that the nut reaches from its centre, and the peg from its axis, metres.</summary>
    public const double NutReach = 0.081, PegReach = 0.0227;

    // The centre of a nut that lies at the peg's foot is lower than this; its hole is where the peg is within the offset.
    private const double SuccessHeight = TableTop + 0.05, SuccessOffset = 0.01;

    // Cosine of the tilt that still counts as level.
    private const double SuccessLevel = 0.9;

    /// <summary>How a level nut lies when its handle points back at the robot, world frame: so it is put onto the peg, which is near
    /// the end of the arm's reach.</summary>
    public static Quat HandleBack { get; } = Quat.FromAxisAngle(Vec3.UnitZ, Math.PI);

    /// <summary>Whether the nut is level and its hole is where the peg is, at any height.</summary>
    /// <param name="nut">Pose of the nut, world frame.</param>
    /// <param name="peg">A point on the peg's axis, world frame.</param>
    public static bool IsOver(in Pose nut, Vec3 peg)
    {
        Vec3 offset = peg - nut.Position;
        Vec3 inNut = nut.Orientation.Conjugate.Rotate(offset with { Z = 0 });
        return Math.Abs(inNut.X) < SuccessOffset
            && Math.Abs(inNut.Y) < SuccessOffset
            && nut.Orientation.Rotate(Vec3.UnitZ).Z > SuccessLevel;
    }

    /// <summary>Whether the nut is around the peg and down.</summary>
    public static bool IsAround(in Pose nut, Vec3 peg) => nut.Position.Z < SuccessHeight && IsOver(nut, peg);

    /// <summary>Height of the nut's lowest point, world frame, metres: never more than that of any of its geoms.</summary>
    public static double LowestPoint(in Pose nut)
    {
        double level = nut.Orientation.Rotate(Vec3.UnitZ).Z;
        return nut.Position.Z - (HalfHeight * level) - (NutReach * Math.Sqrt(Math.Max(0, 1 - (level * level))));
    }

    /// <summary>Horizontal distance between nut and peg, never more than the true one, metres; negative where they may overlap.</summary>
    public static double DistanceBeside(in Pose nut, Vec3 peg) => ((peg - nut.Position) with { Z = 0 }).Length - NutReach - PegReach;
}
