using System.Text.Json.Serialization;
using IntervenGen.Learning;

namespace IntervenGen;

/// <summary>One dataset to train on.</summary>
/// <param name="Folder">The dataset.</param>
/// <param name="Filter">Which of its steps.</param>
/// <param name="Weight">Its share under <see cref="WindowSampling.Weighted"/>, relative to the others.</param>
public sealed record TrainingInput(string Folder, SegmentFilter Filter = SegmentFilter.All, double Weight = 1);

/// <summary>How intermediate checkpoints are compared: by rollouts on scenes kept apart for it.</summary>
/// <param name="Trials">Rollouts per checkpoint; 0 takes the last one.</param>
/// <param name="Checkpoints">How many, evenly over the second half of the run.</param>
/// <param name="Corrupted">Whether beliefs are wrong in these rollouts.</param>
/// <param name="BeliefError">How many times as wrong as the task's own; null for those.</param>
public sealed record CheckpointSelection(
    int Trials, int Checkpoints, bool Corrupted,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? BeliefError = null);

/// <summary>What a training is to make, and of what.</summary>
public sealed record TrainRequest
{
    /// <summary>The checkpoint's file. One that is there and was made by this request is reused.</summary>
    public required string Out { get; init; }

    /// <summary>The datasets, at least one.</summary>
    public required IReadOnlyList<TrainingInput> Data { get; init; }

    /// <summary>Network and hyperparameters.</summary>
    public PolicyConfig Config { get; init; } = PolicyConfig.Demo;

    /// <summary>What to compute on. Threads change how long it takes, never the result.</summary>
    public TrainingResources Resources { get; init; } = TrainingResources.OneThread;

    /// <summary>How the checkpoint is chosen.</summary>
    public CheckpointSelection Selection { get; init; } = new(40, 3, Corrupted: true);

    /// <summary>Seed of the selection's scenes and of the held-out episodes; weights and batches follow
    /// <see cref="PolicyConfig.Seed"/>.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>A checkpoint whose weights are the first ones; null for new weights.</summary>
    public string? Init { get; init; }

    /// <summary>Share of every dataset's episodes that is held out, 0 to 0.9; 0 learns from all.</summary>
    public double ValidFraction { get; init; }

    /// <summary>Whether imports are learned from that were said to be sources alone.</summary>
    public bool AnyData { get; init; }

    /// <summary>Whether a training of a machine that rounds differently is continued.</summary>
    public bool MixArithmetic { get; init; }
}
