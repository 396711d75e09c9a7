namespace IntervenGen.VirtualFranka.World;

/// <summary>Pushes on the cube and on the hand at random moments: what a table that is bumped or a passer-by does.</summary>
/// <remarks>Drawn from the seed and the robot's own milliseconds, so that a run repeats.</remarks>
public sealed record PerturbationOptions
{
    /// <summary>Seed of the draws.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Strongest push on the cube, horizontal, newtons; 0 for none.</summary>
    public double CubeForce { get; init; }

    /// <summary>Strongest push on the hand, any direction, newtons; 0 for none.</summary>
    public double HandForce { get; init; }

    /// <summary>From one push to the next, milliseconds.</summary>
    public int Period { get; init; } = 2000;

    /// <summary>Length of a push, milliseconds.</summary>
    public int Duration { get; init; } = 100;
}
