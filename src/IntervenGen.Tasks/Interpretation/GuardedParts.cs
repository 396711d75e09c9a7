using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>Turns what a plugin's code throws into one line that says which part of which task it was.</summary>
internal static class Guarded
{
    /// <summary>The exception to throw in place of a plugin's own.</summary>
    public static UsageException Failure(YamlName name, Exception exception) => new(
        $"{name.Place}: '{name}' of the plugin threw {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}", exception);
}

/// <summary>A predicate of a plugin.</summary>
internal sealed class GuardedPredicate(YamlName name, TaskPredicate inner) : TaskPredicate
{
    public override bool Holds(SimulatedLane lane)
    {
        try
        {
            return inner.Holds(lane);
        }
        catch (Exception exception) when (exception is not UsageException)
        {
            throw Guarded.Failure(name, exception);
        }
    }
}

/// <summary>A belief law of a plugin.</summary>
internal sealed class GuardedLaw(YamlName name, BeliefLaw inner) : BeliefLaw
{
    public override bool IsDistance => inner.IsDistance;

    public override Pose Apply(in Pose truth, ref CounterRandom random)
    {
        try
        {
            return inner.Apply(truth, ref random);
        }
        catch (Exception exception) when (exception is not UsageException)
        {
            throw Guarded.Failure(name, exception);
        }
    }
}

/// <summary>A part of an observation of a plugin.</summary>
internal sealed class GuardedPart(YamlName name, ObservationPart inner) : ObservationPart
{
    // Asked once: a part that changed its mind would write beyond its place.
    public override int Size { get; } = SizeOf(name, inner);

    public override void Write(SimulatedLane lane, in Pose worldFromHand, Span<float> target)
    {
        try
        {
            inner.Write(lane, worldFromHand, target);
        }
        catch (Exception exception) when (exception is not UsageException)
        {
            throw Guarded.Failure(name, exception);
        }
    }

    private static int SizeOf(YamlName name, ObservationPart inner)
    {
        const int most = 4096;
        int size = inner.Size;
        return size is > 0 and <= most
            ? size
            : throw new UsageException($"{name.Place}: '{name}' of the plugin has {size} components; 1 to {most} can be");
    }
}
