using IntervenGen.Numerics;

namespace IntervenGen.Core;

/// <summary>Names one attempt; every random number of the attempt derives from it.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Split">Which family of scenes.</param>
/// <param name="Attempt">Index of the attempt within the run, from 0.</param>
/// <param name="Corrupted">Whether the belief about object poses is wrong.</param>
public readonly record struct EpisodeKey(ulong Seed, SceneSplit Split, long Attempt, bool Corrupted)
{
    /// <summary>The stream of random numbers for one purpose within this attempt.</summary>
    public CounterRandom Stream(RandomPurpose purpose) =>
        new(Seed, (ulong)Attempt, ((uint)Split << 16) | (uint)purpose);
}

/// <summary>What a stream of random numbers is for. Values are part of the reproducibility contract: never renumber.</summary>
public enum RandomPurpose
{
    /// <summary>True object poses and the robot's initial joint noise.</summary>
    Scene = 1,

    /// <summary>The map from true to believed poses.</summary>
    Corruption = 2,

    /// <summary>The operator's imperfections.</summary>
    Operator = 3,

    /// <summary>Sampling from a stochastic policy.</summary>
    Policy = 4,

    /// <summary>Choice of source segments.</summary>
    SourceSelection = 5,

    /// <summary>Noise added to replayed actions.</summary>
    ActionNoise = 6,

    /// <summary>Order of training windows.</summary>
    Batches = 7,

    /// <summary>Initial network weights.</summary>
    Weights = 8,

    /// <summary>How long a mistake goes on after its trigger.</summary>
    Reaction = 9,

    /// <summary>Which episodes are held out of a training.</summary>
    HeldOut = 10,
}
