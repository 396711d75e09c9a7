using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>Everything that decides how a dataset is filled with attempts.</summary>
/// <param name="Title">What is done, for whoever watches.</param>
/// <param name="Folder">The dataset.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Operator">Who acts.</param>
internal sealed record FillRun(string Title, string Folder, DatasetKind Kind, string Operator)
{
    /// <summary>Settings that decide the episodes.</summary>
    public JsonObject Config { get; init; } = [];

    /// <summary>Asked by programs that use one.</summary>
    public IBatchPolicy? Policy { get; init; }

    /// <summary>Makes the program of one lane.</summary>
    public Func<AttemptProgram> CreateProgram { get; init; } = () => new RolloutProgram();

    /// <summary>Seed, split and first attempt.</summary>
    public EpisodeKey Keys { get; init; }

    /// <summary>When it is over.</summary>
    public RunLimits Limits { get; init; }

    /// <summary>Whether failed attempts are kept with their steps.</summary>
    public bool KeepsFailures { get; init; }

    /// <summary>Whether a run of a machine that rounds differently is continued.</summary>
    public bool MixArithmetic { get; init; }
}
