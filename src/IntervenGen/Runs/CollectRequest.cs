using IntervenGen.Core;

namespace IntervenGen;

/// <summary>Request to collect episodes from the scripted operator.</summary>
public sealed record CollectRequest
{
    /// <summary>Path of the dataset. One begun by the same request is continued; a complete one is reused, or grows.</summary>
    public required string Out { get; init; }

    /// <summary>Number of successful episodes to keep.</summary>
    public int Episodes { get; init; } = 10;

    /// <summary>Largest number of attempts; null for ten per episode and at least a hundred, and ten times that with patience.</summary>
    public long? MaxAttempts { get; init; }

    /// <summary>The seed from which every random stream derives.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>For interventions: checkpoint of the policy that is corrected.</summary>
    public string? Policy { get; init; }

    /// <summary>
    /// For interventions: control steps that the policy may use to recover by itself; null for the default of its checkpoint.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>For interventions: whether the operator makes the mistakes on purpose, without a policy (the paper's offline
    /// mode).</summary>
    public bool Offline { get; init; }

    /// <summary>
    /// For interventions: path of a fitted trigger, by which the robot calls the operator; null for an operator who watches. All
    /// attempts are then stored with their steps.
    /// </summary>
    public string? Trigger { get; init; }

    /// <summary>For demonstrations: whether observations are recorded with wrong beliefs.</summary>
    public bool Corrupted { get; init; }

    /// <summary>How the scripted operator moves.</summary>
    public OperatorStyle Style { get; init; }

    /// <summary>Makes only some of the run's attempts, for one of several machines; null for all.</summary>
    public RunPart? Part { get; init; }

    /// <summary>Whether to continue a run of a machine whose arithmetic rounds differently.</summary>
    public bool MixArithmetic { get; init; }
}
