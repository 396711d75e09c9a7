using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Tasks.Parts;

/// <summary>An error of a believed position along x and y, world frame: uniform in a square, with a smaller square left out.</summary>
/// <param name="Min">The error is at least this in one axis, metres.</param>
/// <param name="Max">It is at most this in each axis, metres.</param>
internal readonly record struct PlanarError(double Min, double Max)
{
    /// <summary>Draws an attempt's error, the same for the same attempt, and adds it.</summary>
    public Pose AddTo(in Pose truth, in EpisodeKey key)
    {
        CounterRandom random = key.Stream(RandomPurpose.Corruption);
        while (true)
        {
            double x = random.NextDouble(-Max, Max);
            double y = random.NextDouble(-Max, Max);
            if (Math.Max(Math.Abs(x), Math.Abs(y)) >= Min)
                return truth with { Position = truth.Position + new Vec3(x, y, 0) };
        }
    }
}
