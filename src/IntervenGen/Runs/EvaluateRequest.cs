namespace IntervenGen;

/// <summary>How a policy is to be evaluated, on scenes and beliefs that nothing was trained on.</summary>
public sealed record EvaluateRequest
{
    /// <summary>The policy's checkpoint.</summary>
    public required string Policy { get; init; }

    /// <summary>Held-out trials.</summary>
    public int Trials { get; init; } = 100;

    /// <summary>The number from which every random stream derives.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether beliefs are wrong.</summary>
    public bool Corrupted { get; init; } = true;

    /// <summary>Whether always the most likely mode acts instead of a sampled one.</summary>
    public bool Greedy { get; init; }

    /// <summary>A dataset for the trials, failed ones included, to be looked at; null keeps none.</summary>
    public string? Out { get; init; }
}
