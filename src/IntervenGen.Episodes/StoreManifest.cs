using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>What a store holds and what made it: <c>manifest.json</c>.</summary>
/// <remarks>Immutable. Two manifests are compared by <see cref="FirstDifference"/>, not by <c>==</c>.</remarks>
public sealed partial record StoreManifest
{
    /// <summary>Version of the folder's format that this build writes; it reads this one and older ones.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>Version of the folder's format.</summary>
    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>The task's name.</summary>
    public required string Task { get; init; }

    /// <summary>The run's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>What the run made; each attempt carries its own kind as well.</summary>
    public required DatasetKind Kind { get; init; }

    /// <summary>Who demonstrated and corrected: <c>scripted</c>, <c>human</c>, or empty.</summary>
    public string Operator { get; init; } = "";

    /// <summary>The run's settings: everything that decides the episodes, nothing that does not (such as a number of workers).</summary>
    public JsonObject Config { get; init; } = [];

    /// <summary>What made the episodes.</summary>
    public required StoreVersions Versions { get; init; }

    /// <summary>Hash of the physics model's source.</summary>
    public required string ModelHash { get; init; }

    /// <summary>Blocks of the observation vector, in order.</summary>
    public required IReadOnlyList<ObservationField> Observations { get; init; }

    /// <summary>Objects whose poses are recorded, in order.</summary>
    public required IReadOnlyList<string> Objects { get; init; }

    /// <summary>Subtasks, in order.</summary>
    public required IReadOnlyList<SubtaskSpec> Subtasks { get; init; }

    /// <summary>Numbers in an action.</summary>
    public required int ActionSize { get; init; }

    /// <summary>Numbers in the full simulator state.</summary>
    public required int StateSize { get; init; }

    /// <summary>Most control steps in an episode.</summary>
    public required int Horizon { get; init; }

    /// <summary>Seconds per control step.</summary>
    public required double ControlPeriod { get; init; }

    /// <summary>Size of a full shard, bytes; fixed at creation so that a resumed run cuts its shards where an uninterrupted one
    /// does.</summary>
    public long ShardBytes { get; init; }

    /// <summary>Time an operator spent on the episodes, seconds. A measurement: no part of the digest.</summary>
    public double OperatorSeconds { get; init; }

    /// <summary>Counts and digest of a completed store; null while the run is not complete.</summary>
    public StoreTotals? Totals { get; init; }

    /// <summary>Whether the run was completed.</summary>
    public bool IsComplete => Totals is not null;

    /// <summary>A manifest with a task's names and shapes.</summary>
    /// <param name="spec">The task.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="kind">What the run makes.</param>
    /// <param name="operatorLabel"><c>scripted</c>, <c>human</c>, or empty.</param>
    /// <param name="config">Settings that decide the episodes.</param>
    /// <param name="versions">What makes the episodes.</param>
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
            Observations = spec.Observations,
            Objects = spec.Objects,
            Subtasks = spec.Subtasks,
            ActionSize = spec.ActionSize,
            StateSize = spec.StateSize,
            Horizon = spec.Horizon,
            ControlPeriod = spec.ControlPeriod,
        };
    }

    /// <summary>Where each field of a step lies.</summary>
    public EpisodeLayout CreateLayout() =>
        new(StateSize, Objects.Count, Observations.Sum(field => field.Size), ActionSize);
}

/// <summary>The versions that decide a store's bytes.</summary>
/// <param name="IntervenGen">This program's version.</param>
/// <param name="MuJoCo">The physics library's version; empty where none took part.</param>
/// <param name="Layout">Version of the step layout.</param>
/// <param name="Arithmetic">What decides the last bit of a number: processor features, mathematics library, kernels; empty where
/// unknown.</param>
public sealed record StoreVersions(string IntervenGen, string MuJoCo, int Layout = EpisodeLayout.Version, string Arithmetic = "")
{
    /// <summary>The versions in words.</summary>
    public string Describe() =>
        $"IntervenGen {IntervenGen}, {(MuJoCo.Length > 0 ? $"MuJoCo {MuJoCo}" : "no MuJoCo")}, " +
        (Arithmetic.Length > 0 ? Arithmetic : "arithmetic not recorded");
}

/// <summary>What a completed store contains.</summary>
/// <param name="Attempts">All attempts.</param>
/// <param name="Kept">Attempts that were kept.</param>
/// <param name="Episodes">Attempts stored with their steps.</param>
/// <param name="Steps">Stored steps.</param>
/// <param name="Digest">XxHash128 of the content, 32 hexadecimal digits.</param>
public sealed record StoreTotals(long Attempts, int Kept, int Episodes, long Steps, string Digest);
