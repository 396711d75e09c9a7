using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>
/// Rejects sources whose end effector or objects are out of an arm's reach, since a path has as many waypoints as it is long.
/// </summary>
internal static class SourceReach
{
    // Ten times what any arm reaches.
    private const double MaxDistance = 20;

    /// <summary>Reads an episode for replay.</summary>
    /// <exception cref="UsageException">A position in it is out of reach; the message names the episode, the step and the
    /// distance.</exception>
    public static EpisodeBuffer Read(IEpisodeSource source, int episode)
    {
        EpisodeBuffer steps = source.Read(episode);
        string name = source.Describe(episode);
        FiniteSteps.Require(steps, name);
        for (int step = 0; step < steps.Count; step++)
        {
            Require(name, step, "the hand", steps.Eef(step));
            Require(name, step, "the hand's target", steps.Target(step));
            for (int obj = 0; obj < source.Layout.ObjectCount; obj++)
            {
                Require(name, step, "an object", steps.TruePose(step, obj));
                Require(name, step, "a believed object", steps.BelievedPose(step, obj));
            }
        }

        return steps;
    }

    private static void Require(string episode, int step, string what, in Pose pose)
    {
        double distance = pose.Position.Length;
        if (!(distance <= MaxDistance))
        {
            throw new UsageException(FormattableString.Invariant(
                $"{episode}, step {step}: {what} is {distance:g6} m from the world's origin; at most {MaxDistance} m can be replayed"));
        }
    }
}
