using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Learning;

namespace IntervenGen;

/// <summary>Checkpoints from the course of a training, in a folder beside its result.</summary>
/// <param name="checkpoint">Path of the training's result.</param>
public sealed class SnapshotFolder(string checkpoint)
{
    /// <summary>What the folder's name has after the result's.</summary>
    public const string Ending = ".snapshots";

    private readonly string _folder = checkpoint + Ending;

    /// <summary>Paths of the checkpoints, the earliest first; empty if none were kept.</summary>
    public IReadOnlyList<string> Files =>
        Directory.Exists(_folder) ? [.. Directory.GetFiles(_folder, "*.ckpt").Order(StringComparer.Ordinal)] : [];

    /// <summary>The gradient steps at which checkpoints are kept: evenly over the whole training, the last step included.</summary>
    /// <param name="gradientSteps">Gradient steps of the training.</param>
    /// <param name="count">Number of checkpoints.</param>
    public static IReadOnlyList<long> Stops(long gradientSteps, int count) =>
        [.. Enumerable.Range(1, count).Select(i => gradientSteps * i / count).Where(step => step > 0).Distinct()];

    /// <summary>Keeps the checkpoint of a gradient step, written whole or not at all.</summary>
    internal void Keep(long step, Checkpoint snapshot)
    {
        OutputFolder.Ensure(_folder);
        // A name that sorts by steps.
        snapshot.Save(Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{step:0000000000}.ckpt")));
    }
}
