using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>Request to generate episodes from source episodes.</summary>
public sealed record GenerateRequest
{
    /// <summary>Path of the dataset. One begun by the same request is continued; a complete one is reused, or grows.</summary>
    public required string Out { get; init; }

    /// <summary>Paths of the datasets of source episodes, at least one.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>
    /// Name or folder of the task in which the sources were recorded, where its objects have other shapes: their motions are
    /// carried over by the key points of both tasks. Null where the sources are of the same task.
    /// </summary>
    public string? SourceTask { get; init; }

    /// <summary>
    /// For interventions: checkpoint of the policy whose mistakes are corrected; null if the sources' mistakes are replayed.
    /// </summary>
    public string? Policy { get; init; }

    /// <summary>How segments are selected, moved and joined. Its patience applies if <see cref="Patience"/> is null.</summary>
    public GenerationOptions Options { get; init; } = new();

    /// <summary>
    /// For interventions: control steps that the policy may use to recover by itself; null for the default of its checkpoint.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>Number of successful episodes to keep; ignored for a part.</summary>
    public int Episodes { get; init; } = 1000;

    /// <summary>Largest number of attempts; null for ten per episode and at least a hundred, and ten times that with patience.</summary>
    public long? MaxAttempts { get; init; }

    /// <summary>The seed from which every random stream derives.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Makes only some of the run's attempts: one part for each of several machines, or one attempt for inspection. Null for
    /// all.
    /// </summary>
    public RunPart? Part { get; init; }

    /// <summary>For demonstrations: whether observations are recorded with wrong beliefs.</summary>
    public bool Corrupted { get; init; }

    /// <summary>For interventions: replays the sources' mistakes open loop instead of running a policy (the paper's I-Gen -
    /// Policy).</summary>
    public bool ReplayMistakes { get; init; }

    /// <summary>For interventions: path of a fitted trigger that ends the policy's part; null for contact.</summary>
    public string? Trigger { get; init; }

    /// <summary>Whether failed attempts are stored with their steps, to fit triggers on; sources and trainings ignore them.</summary>
    public bool KeepFailures { get; init; }

    /// <summary>Whether to accept sources of the other kind, or of another observability.</summary>
    public bool AnyKind { get; init; }

    /// <summary>Whether to continue a run of a machine whose arithmetic rounds differently.</summary>
    public bool MixArithmetic { get; init; }
}
