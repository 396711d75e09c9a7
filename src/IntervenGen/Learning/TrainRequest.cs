using System.Text.Json.Serialization;
using IntervenGen.Learning;

namespace IntervenGen;

/// <summary>One dataset to train on, with its filter and weight.</summary>
/// <param name="Folder">Path of the dataset.</param>
/// <param name="Filter">Which of its steps are used.</param>
/// <param name="Weight">Weight of the dataset under <see cref="WindowSampling.Weighted"/>, relative to the others.</param>
/// <param name="MaxEpisodes">Largest number of episodes used, from the first; null for all.</param>
public sealed record TrainingInput(
    string Folder, SegmentFilter Filter = SegmentFilter.All, double Weight = 1, int? MaxEpisodes = null);

/// <summary>How the best checkpoint is selected: by rollouts on scenes reserved for that purpose.</summary>
/// <param name="Trials">Rollouts per checkpoint; 0 takes the last checkpoint.</param>
/// <param name="Checkpoints">Number of checkpoints compared, spread evenly over the second half of the training.</param>
/// <param name="Corrupted">Whether beliefs are wrong in these rollouts.</param>
/// <param name="BeliefError">Factor on the task's belief errors in these rollouts; null for 1.</param>
public sealed record CheckpointSelection(
    int Trials, int Checkpoints, bool Corrupted,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? BeliefError = null)
{
    /// <summary>Digest of the trigger by which the robot asks in these rollouts; null for one that never asks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Trigger { get; init; }
}

/// <summary>Request to train a policy.</summary>
public sealed record TrainRequest
{
    /// <summary>Path of the checkpoint. An existing one made by this request is reused.</summary>
    public required string Out { get; init; }

    /// <summary>The datasets to train on, at least one.</summary>
    public required IReadOnlyList<TrainingInput> Data { get; init; }

    /// <summary>Network and hyperparameters.</summary>
    public PolicyConfig Config { get; init; } = PolicyConfig.Demo;

    /// <summary>Device and threads. The number of threads changes the duration, never the result.</summary>
    public TrainingResources Resources { get; init; } = TrainingResources.OneThread;

    /// <summary>How the best checkpoint is selected.</summary>
    public CheckpointSelection Selection { get; init; } = new(40, 3, Corrupted: true);

    /// <summary>
    /// Path of a fitted trigger by which the robot stops once and asks in the rollouts that select the checkpoint: without one, where
    /// contact is not sensed, they compare policies that never learn the truth. Null for a robot that never asks.
    /// </summary>
    public string? Trigger { get; init; }

    /// <summary>
    /// Seed of the selection's scenes and of the held-out episodes; weights and window order follow <see
    /// cref="PolicyConfig.Seed"/>.
    /// </summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Number of checkpoints to keep besides the result, spread evenly over the whole training, the last included, in a folder named as
    /// the result with <see cref="SnapshotFolder.Ending"/>; 0 for none. They do not change the result.
    /// </summary>
    public int Snapshots { get; init; }

    /// <summary>Path of a checkpoint whose weights the training starts from; null for initial weights.</summary>
    public string? Init { get; init; }

    /// <summary>Fraction of every dataset's episodes held out for validation, 0 to 0.9; 0 trains on all.</summary>
    public double ValidFraction { get; init; }

    /// <summary>Whether to train also on imports that were marked as sources only.</summary>
    public bool AnyData { get; init; }

    /// <summary>Path of a folder for TensorBoard's event files; null for none. A resumed training adds a file to it.</summary>
    public string? TensorBoard { get; init; }

    /// <summary>Whether to continue a training of a machine whose arithmetic rounds differently.</summary>
    public bool MixArithmetic { get; init; }
}
