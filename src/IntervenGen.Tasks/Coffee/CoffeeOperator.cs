using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.Coffee;

/// <summary>The scripted operator of Coffee: lowers the pod into the holder and releases it.</summary>
public sealed class CoffeeOperator : PlacementOperator
{
    // The fingertips are level with the holder's top when the pod is 22 mm deep in it: it is let go before, and drops.
    private static readonly Placement Plan = new(
        CoffeeTask.Pod,
        CoffeeTask.Holder,
        CoffeeTask.Straight,
        EntryHeight: CoffeeTask.HolderHalfHeight + CoffeeTask.PodHalfHeight,
        MinDepth: 0.003,
        DepthShare: 0.6,
        AlignedOffset: 0.002,
        LetGoFinger: 0.03);

    /// <summary>Creates the operator of one lane.</summary>
    public CoffeeOperator()
        : base(Plan)
    {
    }
}
