using IntervenGen.Core;

namespace IntervenGen.Learning.Triggers;

/// <summary>Keeps states of the demonstrations, evenly spread over their steps.</summary>
internal static class DistanceFit
{
    /// <summary>Largest number of states: twenty microseconds a step.</summary>
    public const int MaxStates = 4096;

    public static DistanceScore Take(FitSamples samples)
    {
        int[] steps = samples.Rows(one => one.IsDemonstration);
        if (steps.Length < DistanceScore.Neighbours)
            throw new UsageException("a distance needs demonstrations to be far from, and the data have none: give those of the policy");
        int count = Math.Min(MaxStates, steps.Length);
        var states = new float[count * samples.Features];
        for (int i = 0; i < count; i++)
            samples.FeaturesOf(steps[(int)((long)i * steps.Length / count)]).CopyTo(states.AsSpan(i * samples.Features));
        return new DistanceScore(states, samples.Features);
    }
}
