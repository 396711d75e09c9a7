using IntervenGen.Numerics;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>Errors of measurement that change from step to step: a walk, and a camera at the wrist that is late or sees nothing.</summary>
/// <remarks>
/// A camera at the wrist measures where an object is relative to the hand. Whoever takes an old measurement for a new one adds it to
/// where the hand is now, and believes an object that stands still to have moved with the hand: by what the hand has moved since. In a
/// picture of a camera that stands still, an object that stands still is never late. Allocates nothing; a step's random numbers depend
/// on the episode's key and the step alone.
/// </remarks>
/// <param name="variants">The kinds of error of the object.</param>
internal sealed class SensorErrors(BeliefVariants variants)
{
    /// <summary>Starts an episode.</summary>
    /// <param name="random">The object's random numbers of this episode, after the kind was drawn.</param>
    /// <param name="kind">The kind that was drawn.</param>
    /// <param name="isWrong">Whether beliefs are wrong in this episode.</param>
    /// <param name="worldFromHand">The grip frame.</param>
    /// <param name="worldFromObject">The pose that would be measured without these errors.</param>
    /// <param name="memory">What is remembered.</param>
    public void Begin(
        CounterRandom random, int kind, bool isWrong, in Pose worldFromHand, in Pose worldFromObject, SensorMemory memory)
    {
        // What an earlier episode left is part of a saved state, too.
        memory.Clear();
        memory.IsWrong = isWrong;
        memory.Kind = kind;
        memory.SetSalt(random.NextUInt32(), random.NextUInt32());
        for (int i = 0; i < variants.Of.Length; i++)
        {
            Interval delay = variants.Of[i].Sensor.Delay;
            int drawn = Draw(delay, ref random);
            if (variants.Applies(i, kind))
                memory.Delay = Math.Max(memory.Delay, drawn);
        }

        Restart(worldFromHand, worldFromObject, memory);
    }

    /// <summary>Takes what is there now for all earlier measurements.</summary>
    public static void Restart(in Pose worldFromHand, in Pose worldFromObject, SensorMemory memory)
    {
        memory.Blind = 0;
        Pose seen = worldFromHand.Inverse() * Walked(worldFromObject, memory);
        for (int step = 0; step <= memory.Delay; step++)
            memory.Keep(step, seen);
        memory.EefFromSeen = seen;
    }

    /// <summary>Measures after a control step.</summary>
    public void Measure(in Pose worldFromHand, in Pose worldFromObject, SensorMemory memory)
    {
        memory.Steps++;
        CounterRandom random = memory.Random();
        bool seesNothing = memory.Blind > 0;
        if (seesNothing)
            memory.Blind--;
        for (int i = 0; i < variants.Of.Length; i++)
        {
            SensorError error = variants.Of[i].Sensor;
            if (!variants.Applies(i, memory.Kind))
                continue;
            if (error.Walk > 0)
                memory.Walk += new Vec3(error.Walk * random.NextGaussian(), error.Walk * random.NextGaussian(), 0);
            if (error.DropoutChance > 0 && !seesNothing && random.NextDouble() < error.DropoutChance)
            {
                memory.Blind = Draw(error.DropoutSteps, ref random) - 1;
                seesNothing = true;
            }
        }

        memory.Keep(memory.Steps, worldFromHand.Inverse() * Walked(worldFromObject, memory));
        if (!seesNothing)
            memory.EefFromSeen = memory.Kept(memory.Steps - memory.Delay);
    }

    /// <summary>Where the object is believed to be.</summary>
    public Pose Believed(in Pose worldFromHand, in Pose worldFromObject, SensorMemory memory)
    {
        if (!memory.IsWrong)
            return worldFromObject;
        for (int i = 0; i < variants.Of.Length; i++)
        {
            SensorError error = variants.Of[i].Sensor;
            if (variants.Applies(i, memory.Kind) && (error.Delay.Max > 0 || error.DropoutChance > 0))
                return (worldFromHand * memory.EefFromSeen).Normalized;
        }

        return Walked(worldFromObject, memory);
    }

    private static Pose Walked(in Pose worldFromObject, SensorMemory memory) =>
        worldFromObject with { Position = worldFromObject.Position + memory.Walk };

    private static int Draw(Interval steps, ref CounterRandom random) =>
        (int)steps.Min + (steps.IsPoint ? 0 : random.NextInt32((int)(steps.Max - steps.Min) + 1));
}
