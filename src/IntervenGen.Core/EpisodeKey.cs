using IntervenGen.Numerics;

namespace IntervenGen.Core;

/// <summary>Identifies one attempt; every random number of the attempt derives from it.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Split">The family of scenes that the attempt samples from.</param>
/// <param name="Attempt">Index of the attempt within the run, from 0.</param>
/// <param name="Corrupted">Whether beliefs about object poses are corrupted.</param>
public readonly record struct EpisodeKey(ulong Seed, SceneSplit Split, long Attempt, bool Corrupted)
{
    /// <summary>The random stream for one purpose within this attempt.</summary>
    public CounterRandom Stream(RandomPurpose purpose) =>
        new(Seed, (ulong)Attempt, ((uint)Split << 16) | (uint)purpose);

    /// <summary>The random stream for one purpose and one of several things within this attempt; that of thing 0 is the purpose's
    /// own.</summary>
    /// <param name="purpose">What the numbers are for.</param>
    /// <param name="thing">Index of the thing, 0 to 255.</param>
    public CounterRandom Stream(RandomPurpose purpose, byte thing) =>
        new(Seed, (ulong)Attempt, ((uint)Split << 16) | ((uint)thing << 8) | (uint)purpose);
}

/// <summary>What a stream of random numbers is for. Values are part of the reproducibility contract: never renumber.</summary>
public enum RandomPurpose
{
    /// <summary>True object poses and the noise on the robot's initial joint positions.</summary>
    Scene = 1,

    /// <summary>The corruption that turns true object poses into believed ones.</summary>
    Corruption = 2,

    /// <summary>The imperfections of the scripted operator.</summary>
    Operator = 3,

    /// <summary>Sampling of actions from a stochastic policy.</summary>
    Policy = 4,

    /// <summary>The choice of source segments.</summary>
    SourceSelection = 5,

    /// <summary>The noise added to replayed actions.</summary>
    ActionNoise = 6,

    /// <summary>The order of training windows.</summary>
    Batches = 7,

    /// <summary>The initial weights of a network.</summary>
    Weights = 8,

    /// <summary>The number of control steps for which a mistake continues after its trigger.</summary>
    Reaction = 9,

    /// <summary>The choice of episodes held out of training for validation.</summary>
    HeldOut = 10,

    /// <summary>What changes in the error of an observation from one control step to the next.</summary>
    ObservationError = 11,

    /// <summary>Where and how an operator makes a mistake on purpose.</summary>
    Mistake = 12,

    /// <summary>Whether and by how much a recovery is first replayed to a wrong place.</summary>
    Miss = 13,

    /// <summary>How a varied operator sees and moves in an episode.</summary>
    OperatorStyle = 14,

    /// <summary>Whether and when the hand loses what it carries.</summary>
    GripLoss = 15,
}
