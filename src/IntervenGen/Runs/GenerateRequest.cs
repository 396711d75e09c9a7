using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>What is to be generated from source episodes.</summary>
public sealed record GenerateRequest
{
    /// <summary>The dataset's folder. One that this request began is continued; one that is complete is reused, or grows.</summary>
    public required string Out { get; init; }

    /// <summary>Datasets of source episodes, at least one.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>For interventions: the checkpoint of the policy whose mistakes are corrected; null where the sources' are
    /// replayed.</summary>
    public string? Policy { get; init; }

    /// <summary>How segments are picked, moved and joined. Its patience counts where <see cref="Patience"/> is null.</summary>
    public GenerationOptions Options { get; init; } = new();

    /// <summary>For interventions: control steps that the policy has to recover by itself; null for what its checkpoint calls
    /// for.</summary>
    public int? Patience { get; init; }

    /// <summary>Successful episodes to keep; without meaning for a part.</summary>
    public int Episodes { get; init; } = 1000;

    /// <summary>Most attempts; null for ten per episode and at least a hundred, and ten times that with patience.</summary>
    public long? MaxAttempts { get; init; }

    /// <summary>The number from which every random stream derives.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Only some of the run's attempts: for several machines, or one to be looked at. Null for all.</summary>
    public RunPart? Part { get; init; }

    /// <summary>For demonstrations: whether observations are recorded with wrong beliefs.</summary>
    public bool Corrupted { get; init; }

    /// <summary>For interventions: replays the sources' mistakes open loop instead of running a policy (the paper's I-Gen -
    /// Policy).</summary>
    public bool ReplayMistakes { get; init; }

    /// <summary>Whether sources of the other kind, or of another observability, are taken all the same.</summary>
    public bool AnyKind { get; init; }

    /// <summary>Whether a run of a machine that rounds differently is continued.</summary>
    public bool MixArithmetic { get; init; }
}
