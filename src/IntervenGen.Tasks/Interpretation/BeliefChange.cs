using IntervenGen.Numerics;

namespace IntervenGen.Tasks.Interpretation;

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
