using IntervenGen.Numerics;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>Uniform in a square, with a smaller square left out.</summary>
internal sealed class BoxError(double min, double max) : BeliefLaw
{
    public override Pose Apply(in Pose truth, ref CounterRandom random)
    {
        while (true)
        {
            double x = random.NextDouble(-max, max);
            double y = random.NextDouble(-max, max);
            if (Math.Max(Math.Abs(x), Math.Abs(y)) >= min)
                return truth with { Position = truth.Position + new Vec3(x, y, 0) };
        }
    }
}

/// <summary>A distance in any horizontal direction.</summary>
internal sealed class RingError(Interval distance) : BeliefLaw
{
    public override Pose Apply(in Pose truth, ref CounterRandom random)
    {
        double by = random.NextDouble(distance.Min, distance.Max);
        (double sin, double cos) = Math.SinCos(random.NextDouble(-Math.PI, Math.PI));
        return truth with { Position = truth.Position + (by * new Vec3(cos, sin, 0)) };
    }
}

/// <summary>A range of its own for each axis, one of them to either side.</summary>
internal sealed class AxesError(Interval x, Interval y, Axis? eitherWay) : BeliefLaw
{
    public override Pose Apply(in Pose truth, ref CounterRandom random)
    {
        double byX = Draw(x, eitherWay == Axis.X, ref random);
        double byY = Draw(y, eitherWay == Axis.Y, ref random);
        return truth with { Position = truth.Position + new Vec3(byX, byY, 0) };
    }

    private static double Draw(Interval range, bool eitherWay, ref CounterRandom random)
    {
        double by = random.NextDouble(range.Min, range.Max);
        return eitherWay && random.NextDouble() < 0.5 ? -by : by;
    }
}

/// <summary>Turned about a vertical axis through its origin, radians.</summary>
internal sealed class YawError(Interval angle) : BeliefLaw
{
    public override bool IsDistance => false;

    public override Pose Apply(in Pose truth, ref CounterRandom random) =>
        truth with { Orientation = (Geometry.Yaw(random.NextDouble(angle.Min, angle.Max)) * truth.Orientation).Normalized };
}

/// <summary>Turned by half a turn about an axis of its own.</summary>
internal sealed class HalfTurnError(Axis axis) : BeliefLaw
{
    private readonly Pose _turn = new(Vec3.Zero, Quat.FromAxisAngle(
        axis switch
        {
            Axis.X => Vec3.UnitX,
            Axis.Y => Vec3.UnitY,
            _ => Vec3.UnitZ,
        },
        Math.PI));

    public override bool IsDistance => false;

    public override Pose Apply(in Pose truth, ref CounterRandom random) => truth == Pose.Identity ? _turn : (truth * _turn).Normalized;
}

/// <summary>Horizontal distances from a point seem longer or shorter by a share, either way.</summary>
internal sealed class ScaleError(Interval share, Vec3 from) : BeliefLaw
{
    internal override bool IsOfPlace => true;

    public override Pose Apply(in Pose truth, ref CounterRandom random)
    {
        double by = random.NextDouble(share.Min, share.Max);
        by = random.NextDouble() < 0.5 ? -by : by;
        return truth with { Position = truth.Position + (by * (truth.Position - from).Horizontal()) };
    }
}

/// <summary>Turned about a vertical axis through a point, radians, to either side; the object's place moves with it.</summary>
internal sealed class BearingError(Interval angle, Vec3 about) : BeliefLaw
{
    public override bool IsDistance => false;

    internal override bool IsOfPlace => true;

    public override Pose Apply(in Pose truth, ref CounterRandom random)
    {
        double by = random.NextDouble(angle.Min, angle.Max);
        Quat turn = Geometry.Yaw(random.NextDouble() < 0.5 ? -by : by);
        return new Pose(about + turn.Rotate(truth.Position - about), (turn * truth.Orientation).Normalized);
    }
}
