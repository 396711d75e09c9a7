namespace IntervenGen.VirtualFranka.Server;

/// <summary>Faults of the network that states and commands pass through: for tests of clients.</summary>
/// <remarks>Drawn from the seed, so that a run repeats.</remarks>
public sealed record LinkFaults
{
    /// <summary>Seed of the draws.</summary>
    public ulong Seed { get; init; }

    /// <summary>Share of states that never arrive, 0 to 1.</summary>
    public double Lost { get; init; }

    /// <summary>Share that arrives after the next one.</summary>
    public double Reordered { get; init; }

    /// <summary>Share that arrives five states late.</summary>
    public double Delayed { get; init; }

    /// <summary>Share that arrives twice.</summary>
    public double Duplicated { get; init; }

    /// <summary>Share of commands that never arrive.</summary>
    public double LostCommands { get; init; }
}
