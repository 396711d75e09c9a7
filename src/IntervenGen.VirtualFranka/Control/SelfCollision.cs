using IntervenGen.Franka.Model;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>Whether the arm is about to hit itself: a few capsules around base, upper arm, forearm, wrist and hand.</summary>
/// <remarks>
/// The capsules are wider than the links by some centimetres, so that the arm is stopped before it touches itself, and were chosen for
/// that: the vendor's are not published. Links that follow one another are kept apart by their joints' ranges. One thread; allocates
/// nothing after construction.
/// </remarks>
internal sealed class SelfCollision(FrankaArm arm)
{
    private const int Joints = FrankaArm.Joints;

    // Metres per second: who is too near and comes no nearer, or moves away, is let go on.
    private const double MinApproach = 1e-3;

    // Where the hand is widest, metres in front of link 7, and from its middle to its end along x and y of the flange.
    private const double HandAhead = 0.15, HandAside = 0.07;

    private static readonly Capsule s_base = new(0, new(0, 0, 0.05), new(0, 0, 0.333), 0.08);
    private static readonly Capsule s_upperArm = new(3, new(0, 0, -0.316), Vec3.Zero, 0.075);
    private static readonly Capsule s_forearm = new(5, new(0, 0, -0.284), Vec3.Zero, 0.065);
    private static readonly Capsule s_wrist = new(7, new(-0.088, 0, 0), Vec3.Zero, 0.06);
    private static readonly Capsule s_flange = new(7, new(0, 0, 0.03), new(0, 0, 0.19), 0.05);
    private static readonly Capsule s_hand =
        new(7, new(HandAside, HandAside, HandAhead), new(-HandAside, -HandAside, HandAhead), 0.035);

    private static readonly (Capsule First, Capsule Second)[] s_pairs =
    [
        (s_forearm, s_base), (s_wrist, s_base), (s_wrist, s_upperArm), (s_flange, s_base), (s_flange, s_upperArm), (s_hand, s_base),
        (s_hand, s_upperArm), (s_hand, s_forearm),
    ];

    private readonly ArmKinematics _before = new(arm);
    private readonly double[] _positions = new double[Joints];

    /// <summary>Whether two parts are too near and come nearer.</summary>
    /// <param name="kinematics">Of the measured positions.</param>
    /// <param name="positions">Measured, shape [7], rad.</param>
    /// <param name="velocities">Measured, shape [7], rad/s.</param>
    public bool IsImminent(ArmKinematics kinematics, ReadOnlySpan<double> positions, ReadOnlySpan<double> velocities)
    {
        double gap = Gap(kinematics);
        if (gap > 0)
            return false;
        for (int i = 0; i < Joints; i++)
            _positions[i] = positions[i] - (velocities[i] * JointReference.Period);
        _before.Update(_positions);
        return Gap(_before) - gap > MinApproach * JointReference.Period;
    }

    /// <summary>Least distance between the capsules, metres; negative where they overlap.</summary>
    public static double Gap(ArmKinematics kinematics)
    {
        double least = double.PositiveInfinity;
        foreach ((Capsule first, Capsule second) in s_pairs)
        {
            double distance = Distance(first.In(kinematics), second.In(kinematics));
            least = Math.Min(least, distance - first.Radius - second.Radius);
        }

        return least;
    }

    // Between two segments: the nearest point of the one's line, held to the segment, then the other's nearest to it.
    private static double Distance((Vec3 From, Vec3 To) one, (Vec3 From, Vec3 To) other)
    {
        Vec3 along = one.To - one.From, across = other.To - other.From, between = one.From - other.From;
        double a = Vec3.Dot(along, along), b = Vec3.Dot(along, across), e = Vec3.Dot(across, across);
        double c = Vec3.Dot(along, between), f = Vec3.Dot(across, between), determinant = (a * e) - (b * b);
        double s = determinant > 1e-12 ? Math.Clamp(((b * f) - (c * e)) / determinant, 0, 1) : 0;
        double t = ((b * s) + f) / e;
        if (t is < 0 or > 1)
        {
            t = Math.Clamp(t, 0, 1);
            s = Math.Clamp(((b * t) - c) / a, 0, 1);
        }

        return (between + (along * s) - (across * t)).Length;
    }

    /// <summary>What is within a distance of a segment on a link.</summary>
    /// <param name="Link">1 to 7; 0 for the base.</param>
    /// <param name="From">One end, the link's frame, metres.</param>
    /// <param name="To">The other end.</param>
    /// <param name="Radius">Metres.</param>
    private readonly record struct Capsule(int Link, Vec3 From, Vec3 To, double Radius)
    {
        public (Vec3 From, Vec3 To) In(ArmKinematics kinematics) => Link == 0
            ? (From, To)
            : (kinematics.BaseFromLink[Link - 1].Transform(From), kinematics.BaseFromLink[Link - 1].Transform(To));
    }
}
