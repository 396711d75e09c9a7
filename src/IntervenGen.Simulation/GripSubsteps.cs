namespace IntervenGen.Simulation;

/// <summary>How long substeps may be while something is held.</summary>
/// <remarks>
/// MuJoCo softens a contact whose time constant is below two substeps. A grip may become softer by a third and holds; one that is stiffer
/// drops what it holds where the length changes (Coffee's pod, 7 ms, in 10 ms substeps: 12 of 200 trials in place of 179).
/// </remarks>
internal static class GripSubsteps
{
    // Of a grip's time constant over a substep. Nut Insertion's grip, 15 ms, holds in 10 ms.
    private const double MinShare = 1.4;

    /// <summary>The longest substeps for the time constant of a grip, seconds.</summary>
    public static SubstepLength LongestFor(double gripTime)
    {
        if (gripTime >= MinShare * SimulatedLane.TimestepOf(SubstepLength.Long))
            return SubstepLength.Long;
        return gripTime >= MinShare * SimulatedLane.TimestepOf(SubstepLength.Medium) ? SubstepLength.Medium : SubstepLength.Short;
    }
}
