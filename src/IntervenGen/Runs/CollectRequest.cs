namespace IntervenGen;

/// <summary>What is to be collected from the scripted operator.</summary>
public sealed record CollectRequest
{
    /// <summary>The dataset's folder. One that this request began is continued; one that is complete is reused, or grows.</summary>
    public required string Out { get; init; }

    /// <summary>Successful episodes to keep.</summary>
    public int Episodes { get; init; } = 10;

    /// <summary>Most attempts; null for ten per episode and at least a hundred, and ten times that with patience.</summary>
    public long? MaxAttempts { get; init; }

    /// <summary>The number from which every random stream derives.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>For interventions: the checkpoint of the policy that is corrected.</summary>
    public string? Policy { get; init; }

    /// <summary>For interventions: control steps that the policy has to recover by itself; null for what its checkpoint calls
    /// for.</summary>
    public int? Patience { get; init; }

    /// <summary>For demonstrations: whether observations are recorded with wrong beliefs.</summary>
    public bool Corrupted { get; init; }

    /// <summary>Whether a run of a machine that rounds differently is continued.</summary>
    public bool MixArithmetic { get; init; }
}
