using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>All of several.</summary>
internal sealed class AllOf(TaskPredicate[] parts) : TaskPredicate
{
    public override bool Holds(SimulatedLane lane)
    {
        foreach (TaskPredicate part in parts)
        {
            if (!part.Holds(lane))
                return false;
        }

        return true;
    }
}

/// <summary>At least one of several.</summary>
internal sealed class AnyOf(TaskPredicate[] parts) : TaskPredicate
{
    public override bool Holds(SimulatedLane lane)
    {
        foreach (TaskPredicate part in parts)
        {
            if (part.Holds(lane))
                return true;
        }

        return false;
    }
}

/// <summary>The opposite.</summary>
internal sealed class Negation(TaskPredicate part) : TaskPredicate
{
    public override bool Holds(SimulatedLane lane) => !part.Holds(lane);
}

/// <summary>A predicate that is defined elsewhere, perhaps further down in the file.</summary>
internal sealed class Reference : TaskPredicate
{
    public TaskPredicate? Target { get; set; }

    public override bool Holds(SimulatedLane lane) => Target!.Holds(lane);
}

/// <summary>Any of these contact pairs was there during the last control step.</summary>
internal sealed class TouchesAny(ulong pairs) : TaskPredicate
{
    public override bool Holds(SimulatedLane lane) => (lane.Contacts.Pairs & pairs) != 0;
}

/// <summary>Both contact pairs were there during the last control step.</summary>
internal sealed class TouchesBoth(ulong first, ulong second) : TaskPredicate
{
    public override bool Holds(SimulatedLane lane) => (lane.Contacts.Pairs & first) != 0 && (lane.Contacts.Pairs & second) != 0;
}

/// <summary>Measures objects, and the hand as one of them.</summary>
internal static class Measure
{
    public static Pose Of(SimulatedLane lane, int obj) => obj == Things.Hand ? lane.WorldFromEef : lane.TruePose(obj);

    public static Vec3 Position(SimulatedLane lane, int obj) => Of(lane, obj).Position;
}

/// <summary>Over another object, within a circle.</summary>
internal sealed class OverRound(int obj, int target, double within) : TaskPredicate
{
    public override bool Holds(SimulatedLane lane) =>
        (Measure.Position(lane, target) - Measure.Position(lane, obj)).Horizontal().Length < within;
}

/// <summary>Over another object, within a square along the axes of a frame.</summary>
internal sealed class OverSquare(int obj, int target, double within, int frame) : TaskPredicate
{
    public override bool Holds(SimulatedLane lane)
    {
        Vec3 offset = (Measure.Position(lane, target) - Measure.Position(lane, obj)).Horizontal();
        Vec3 local = Measure.Of(lane, frame).Orientation.Conjugate.Rotate(offset);
        return Math.Abs(local.X) < within && Math.Abs(local.Y) < within;
    }
}

/// <summary>Inside a box of a frame.</summary>
internal sealed class InBox(int obj, int? frame, Interval? x, Interval? y, Interval? z) : TaskPredicate
{
    public override bool Holds(SimulatedLane lane)
    {
        Vec3 position = Measure.Position(lane, obj);
        if (frame is { } of)
            position = Measure.Of(lane, of).Inverse().Transform(position);
        return IsIn(position.X, x) && IsIn(position.Y, y) && IsIn(position.Z, z);
    }

    private static bool IsIn(double value, Interval? range) => range is not { } bounds || (value > bounds.Min && value < bounds.Max);
}

/// <summary>With the z axis up, to within an angle of this cosine.</summary>
internal sealed class IsLevel(int obj, double cosine) : TaskPredicate
{
    public override bool Holds(SimulatedLane lane) => Measure.Of(lane, obj).Orientation.Rotate(Vec3.UnitZ).Z > cosine;
}

/// <summary>Higher or lower than a height, over the world's origin or another object's.</summary>
internal sealed class HeightIs(int obj, int? of, double height, bool isAbove) : TaskPredicate
{
    public override bool Holds(SimulatedLane lane)
    {
        double measured = Measure.Position(lane, obj).Z - (of is { } origin ? Measure.Position(lane, origin).Z : 0);
        return isAbove ? measured > height : measured < height;
    }
}

/// <summary>Higher than where it started.</summary>
internal sealed class HigherThanStart(int obj, StartHeights heights, double by) : TaskPredicate
{
    public override bool Holds(SimulatedLane lane) => Measure.Position(lane, obj).Z >= heights.Of(obj) + by;
}

/// <summary>Near another object.</summary>
internal sealed class IsNear(int obj, int target, double within) : TaskPredicate
{
    public override bool Holds(SimulatedLane lane) => (Measure.Position(lane, target) - Measure.Position(lane, obj)).Length < within;
}

/// <summary>Turned about the vertical as another object is, or by a turn that looks the same; radians.</summary>
internal sealed class IsAligned(int obj, int target, double within, double every) : TaskPredicate
{
    public override bool Holds(SimulatedLane lane)
    {
        double angle = Heading(Measure.Of(lane, obj).Orientation) - Heading(Measure.Of(lane, target).Orientation);
        return Math.Abs(angle - (every * Math.Round(angle / every))) < within;
    }

    private static double Heading(Quat orientation)
    {
        Vec3 ahead = orientation.Rotate(Vec3.UnitX);
        return Math.Atan2(ahead.Y, ahead.X);
    }
}

/// <summary>The gripper has closed, and no pad touches the object.</summary>
internal sealed class MissedGrasp(ulong pads, double fingers) : TaskPredicate
{
    public override bool Holds(SimulatedLane lane)
    {
        (double first, double second) = lane.Fingers;
        return first < fingers && second > -fingers && (lane.Contacts.Pairs & pads) == 0;
    }
}

/// <summary>Something has held for a number of control steps in a row; the lane counts them.</summary>
internal sealed class Lasting(TaskPredicate part, int counter, int steps) : TaskPredicate
{
    /// <summary>Counts the step that has just been taken.</summary>
    public void Count(SimulatedLane lane, Span<double> counters) => counters[counter] = part.Holds(lane) ? counters[counter] + 1 : 0;

    public override bool Holds(SimulatedLane lane) => lane.Counters[counter] >= steps;
}
