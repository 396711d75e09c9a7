using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>Everything that determines how a dataset is filled with attempts.</summary>
/// <param name="Title">Name of the stage, for progress reports.</param>
/// <param name="Folder">Path of the dataset.</param>
/// <param name="Kind">Kind of the episodes.</param>
/// <param name="Operator">Who acts.</param>
internal sealed record FillRun(string Title, string Folder, DatasetKind Kind, string Operator)
{
    /// <summary>Settings that determine the episodes, stored in the manifest.</summary>
    public JsonObject Config { get; init; } = [];

    /// <summary>The policy that programs ask; null if none does.</summary>
    public IBatchPolicy? Policy { get; init; }

    /// <summary>Creates the program of one lane.</summary>
    public Func<AttemptProgram> CreateProgram { get; init; } = () => new RolloutProgram();

    /// <summary>Seed and split of the run's attempts.</summary>
    public EpisodeKey Keys { get; init; }

    /// <summary>Which attempts to make, and when to stop.</summary>
    public RunLimits Limits { get; init; }

    /// <summary>Whether failed attempts are stored with their steps.</summary>
    public bool KeepsFailures { get; init; }

    /// <summary>Whether to continue a run of a machine whose arithmetic rounds differently.</summary>
    public bool MixArithmetic { get; init; }
}
