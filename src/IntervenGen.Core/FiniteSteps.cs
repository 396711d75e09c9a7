using System.Numerics;
using IntervenGen.Numerics;

namespace IntervenGen.Core;

/// <summary>Rejects steps that contain NaN or infinity: a matching hash only shows that nothing changed by accident.</summary>
public static class FiniteSteps
{
    /// <summary>Checks every number of an episode before it is used; allocates nothing unless one is not finite.</summary>
    /// <param name="steps">The steps to check.</param>
    /// <param name="episode">The episode's name in messages, see <see cref="IEpisodeSource.Describe"/>.</param>
    /// <exception cref="EpisodeFormatException">A number is NaN or infinite; the message names the episode, the step and the
    /// field.</exception>
    public static void Require(EpisodeBuffer steps, string episode)
    {
        ArgumentNullException.ThrowIfNull(steps);
        EpisodeLayout layout = steps.Layout;
        for (int step = 0; step < steps.Count; step++)
        {
            if (!AllFinite<double>(steps.State(step)))
                throw Wrong(episode, step, "the state");
            if (!AllFinite<float>(steps.Observation(step)))
                throw Wrong(episode, step, "the observation");
            if (!AllFinite<float>(steps.Action(step)))
                throw Wrong(episode, step, "the action");
            if (!IsFinite(steps.Eef(step)) || !IsFinite(steps.Target(step)))
                throw Wrong(episode, step, "the hand's pose");
            for (int obj = 0; obj < layout.ObjectCount; obj++)
            {
                if (!IsFinite(steps.TruePose(step, obj)) || !IsFinite(steps.BelievedPose(step, obj)))
                    throw Wrong(episode, step, "an object's pose");
            }
        }
    }

    // A finite number times 0 is 0; of an infinite one or none it is none, and stays so in a sum.
    private static bool AllFinite<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> sum = default;
        int i = 0;
        for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
            sum += new Vector<T>(values[i..]) * T.Zero;
        T rest = Vector.Sum(sum);
        for (; i < values.Length; i++)
            rest += values[i] * T.Zero;
        return rest == T.Zero;
    }

    private static bool IsFinite(in Pose pose)
    {
        Span<double> numbers = stackalloc double[Pose.Size];
        pose.WriteTo(numbers);
        return AllFinite<double>(numbers);
    }

    private static EpisodeFormatException Wrong(string episode, int step, string what) =>
        new($"{episode}: in step {step} {what} holds a number that is not finite");
}
