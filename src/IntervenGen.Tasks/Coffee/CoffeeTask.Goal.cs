using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen.Tasks.Coffee;

/// <content>When the pod is in its holder, and how far it is from anything.</content>
public sealed partial class CoffeeTask
{
    // MimicGen's: outer radius of the holder less the pod's; and its bottom within 2 cm over the holder's.
    private const double SuccessOffset = 0.0052;
    private const double SuccessRise = 0.02;
    private const double SuccessLevel = 0.95;
    private const double FallingLevel = 0.8;

    // Metres, from the geoms of coffee.xml: the horizontal reach of pod and holder from their axes, of the hand from the grip
    // site, and of the casing's front from the machine's origin.
    private const double PodReach = 0.0243, HolderReach = 0.0295;
    private const double HandReach = 0.041, MachineFront = 0.0506;

    /// <summary>Whether a finger pad touches the pod.</summary>
    public static bool IsHeld(SimulatedLane lane) =>
        lane.Contacts.Touches(PodGroup, LeftPadGroup) || lane.Contacts.Touches(PodGroup, RightPadGroup);

    /// <inheritdoc/>
    public override bool IsSuccess(SimulatedLane lane)
    {
        if (IsHeld(lane) || !IsOverHolder(lane, SuccessLevel))
            return false;
        double rise = RiseOverEntry(lane) + (2 * HolderHalfHeight);
        return rise is > 0 and < SuccessRise;
    }

    /// <inheritdoc/>
    public override bool IsSubtaskDone(SimulatedLane lane, int subtask) => IsSuccess(lane);

    /// <inheritdoc/>
    /// <remarks>A pod that nobody holds and that is not falling into its holder stays where it fell.</remarks>
    public override bool IsRecoverable(SimulatedLane lane) => IsHeld(lane) || IsOverHolder(lane, FallingLevel);

    /// <inheritdoc/>
    /// <remarks>Of the held pod from the holder, over its top or beside it, or of the hand from casing and lid, whichever is
    /// less.</remarks>
    public override double Clearance(SimulatedLane lane)
    {
        if (!IsHeld(lane))
            return 0;
        Pose pod = TruePose(lane, Pod);
        double level = pod.Orientation.Rotate(Vec3.UnitZ).Z;
        double tilt = PodReach * Math.Sqrt(Math.Max(0, 1 - (level * level)));
        Vec3 inMachine = TruePose(lane, Machine).Inverse().Transform(lane.WorldFromEef.Position);
        double fromCasing = inMachine.Y - HandReach - MachineFront;
        double beside = ((TruePose(lane, Holder).Position - pod.Position) with { Z = 0 }).Length - PodReach - HolderReach - tilt;
        return Math.Min(fromCasing, Math.Max(RiseOverEntry(lane) - tilt, beside));
    }

    // Of the pod's bottom over the holder's top.
    private double RiseOverEntry(SimulatedLane lane) =>
        TruePose(lane, Pod).Position.Z - PodHalfHeight - TruePose(lane, Holder).Position.Z - HolderHalfHeight;

    // Upright to the degree asked for, and over the holder, at any height.
    private bool IsOverHolder(SimulatedLane lane, double level)
    {
        Pose pod = TruePose(lane, Pod);
        return ((TruePose(lane, Holder).Position - pod.Position) with { Z = 0 }).Length < SuccessOffset
            && pod.Orientation.Rotate(Vec3.UnitZ).Z > level;
    }
}
