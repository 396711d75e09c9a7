using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>Content and provenance of a store: <c>manifest.json</c>.</summary>
/// <remarks>Immutable. Two manifests are compared by <see cref="FirstDifference"/>, not by <c>==</c>.</remarks>
public sealed partial record StoreManifest
{
    /// <summary>Version of the folder's format that this build writes; it reads this one and older ones.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>Version of the folder's format.</summary>
    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>Name of the task.</summary>
    public required string Task { get; init; }

    /// <summary>Seed of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Kind of the run's episodes; each attempt records its own kind as well.</summary>
    public required DatasetKind Kind { get; init; }

    /// <summary>Kind of operator: <c>scripted</c>, <c>human</c>, or empty.</summary>
    public string Operator { get; init; } = "";

    /// <summary>The run's settings: everything that determines the episodes, and nothing else (such as a number of workers).</summary>
    public JsonObject Config { get; init; } = [];

    /// <summary>Versions of the software that made the episodes.</summary>
    public required StoreVersions Versions { get; init; }

    /// <summary>Hash of the physics model's source.</summary>
    public required string ModelHash { get; init; }

    /// <summary>The folder that describes the task, where it is not built in; null for a built-in task.</summary>
    public TaskSource? Source { get; init; }

    /// <summary>Blocks of the observation vector, in order.</summary>
    public required IReadOnlyList<ObservationField> Observations { get; init; }

    /// <summary>Objects whose poses are recorded, in order.</summary>
    public required IReadOnlyList<string> Objects { get; init; }

    /// <summary>The task's subtasks, in order.</summary>
    public required IReadOnlyList<SubtaskSpec> Subtasks { get; init; }

    /// <summary>Number of components of an action.</summary>
    public required int ActionSize { get; init; }

    /// <summary>Number of components of the full simulator state.</summary>
    public required int StateSize { get; init; }

    /// <summary>Largest number of control steps in an episode.</summary>
    public required int Horizon { get; init; }

    /// <summary>Length of a control step, seconds.</summary>
    public required double ControlPeriod { get; init; }

    /// <summary>Size of a full shard, bytes; fixed at creation so that a resumed run cuts its shards where an uninterrupted one
    /// does.</summary>
    public long ShardBytes { get; init; }

    /// <summary>Time an operator spent on the episodes, seconds. A measurement: no part of the digest.</summary>
    public double OperatorSeconds { get; init; }

    /// <summary>Counts and digest of a completed store; null for an incomplete one.</summary>
    public StoreTotals? Totals { get; init; }

    /// <summary>Whether the run is complete.</summary>
    public bool IsComplete => Totals is not null;

    /// <summary>Creates a manifest with a task's names and shapes.</summary>
    /// <param name="spec">The task.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="kind">Kind of the run's episodes.</param>
    /// <param name="operatorLabel"><c>scripted</c>, <c>human</c>, or empty.</param>
    /// <param name="config">Settings that determine the episodes.</param>
    /// <param name="versions">Versions of the software that makes the episodes.</param>
    public static StoreManifest For(
        TaskSpec spec, ulong seed, DatasetKind kind, string operatorLabel, JsonObject config, StoreVersions versions)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new StoreManifest
        {
            Task = spec.Name,
            Seed = seed,
            Kind = kind,
            Operator = operatorLabel,
            Config = config,
            Versions = versions,
            ModelHash = spec.ModelHash,
            Source = spec.Source,
            Observations = spec.Observations,
            Objects = spec.Objects,
            Subtasks = spec.Subtasks,
            ActionSize = spec.ActionSize,
            StateSize = spec.StateSize,
            Horizon = spec.Horizon,
            ControlPeriod = spec.ControlPeriod,
        };
    }

    /// <summary>Byte offsets of a step's fields.</summary>
    public EpisodeLayout CreateLayout() =>
        new(StateSize, Objects.Count, Observations.Sum(field => field.Size), ActionSize);
}

/// <summary>Versions of everything that determines a store's bytes.</summary>
/// <param name="IntervenGen">Version of this program.</param>
/// <param name="MuJoCo">Version of MuJoCo; empty if it was not used.</param>
/// <param name="Layout">Version of the step layout.</param>
/// <param name="Arithmetic">Arithmetic fingerprint: processor features, mathematics library, kernels; empty if unknown.</param>
/// <param name="Vectors">The vectors that were used, such as <c>AVX-512</c>, for the record: they decide no result, and stores that
/// differ in them alone are alike; empty if unknown.</param>
public sealed record StoreVersions(
    string IntervenGen, string MuJoCo, int Layout = EpisodeLayout.Version, string Arithmetic = "", string Vectors = "")
{
    /// <summary>Describes the versions for a message.</summary>
    public string Describe() =>
        $"IntervenGen {IntervenGen}, {(MuJoCo.Length > 0 ? $"MuJoCo {MuJoCo}" : "no MuJoCo")}, " +
        (Arithmetic.Length > 0 ? Arithmetic : "arithmetic not recorded");
}

/// <summary>Counts and digest of a completed store.</summary>
/// <param name="Attempts">Number of all attempts.</param>
/// <param name="Kept">Number of attempts that were kept.</param>
/// <param name="Episodes">Number of attempts stored with their steps.</param>
/// <param name="Steps">Number of stored steps.</param>
/// <param name="Digest">XxHash128 of the content, 32 hexadecimal digits.</param>
public sealed record StoreTotals(long Attempts, int Kept, int Episodes, long Steps, string Digest);
