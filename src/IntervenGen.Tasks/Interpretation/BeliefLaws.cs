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

/// <summary>How a belief changes in the course of an episode, as long as nothing has been revealed.</summary>
/// <param name="Drift">Growth of the horizontal error in a control step, metres.</param>
/// <param name="End">Horizontal error at which the growth ends, metres.</param>
/// <param name="Share">Share of the difference from the truth by which the belief comes nearer in a control step.</param>
internal readonly record struct BeliefChange(double Drift, double End, double Share)
{
    /// <summary>Whether it changes at all.</summary>
    public bool IsNone => Drift == 0 && Share == 0;

    /// <summary>The belief after one more control step.</summary>
    public Pose After(in Pose kept, in Pose truth)
    {
        if (Share > 0)
            return Pose.Interpolate(kept, truth, Share).Normalized;
        Vec3 error = (kept.Position - truth.Position).Horizontal();
        double size = error.Length;
        return size == 0 || size >= End
            ? kept
            : kept with { Position = kept.Position + (error * (Math.Min(Drift, End - size) / size)) };
    }
}
