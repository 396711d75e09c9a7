namespace IntervenGen;

/// <summary>Request to evaluate a policy on scenes and beliefs that nothing was trained on.</summary>
public sealed record EvaluateRequest
{
    /// <summary>Checkpoint of the policy.</summary>
    public required string Policy { get; init; }

    /// <summary>Number of held-out trials.</summary>
    public int Trials { get; init; } = 100;

    /// <summary>The seed from which every random stream derives.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether beliefs are wrong, as in the test environment.</summary>
    public bool Corrupted { get; init; } = true;

    /// <summary>Whether to take the most likely mode always, instead of sampling one.</summary>
    public bool Greedy { get; init; }

    /// <summary>Path of a fitted trigger, by which the robot stops once and asks where things are; null for one that never does.</summary>
    public string? Trigger { get; init; }

    /// <summary>Path of a dataset for the trials, failed ones included; null stores none.</summary>
    public string? Out { get; init; }
}
