using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>What was saved from a damaged store.</summary>
/// <param name="Attempts">Number of intact attempts, which are in the new store.</param>
/// <param name="Episodes">Number of them that were kept as episodes.</param>
/// <param name="Lost">Number of damaged attempts before the last intact one.</param>
/// <param name="IsResumable">Whether the new store is the beginning of the run, which the command that made it can continue.</param>
/// <param name="Faults">The faults of the damaged store.</param>
public sealed record StoreRepair(int Attempts, int Episodes, long Lost, bool IsResumable, IReadOnlyList<StoreFault> Faults);

/// <summary>Copies the intact attempts of a store that is truncated, partly overwritten, or has lost a file, into a new store.</summary>
public static class EpisodeStoreRepair
{
    /// <summary>The config key of a store that lacks attempts of its run.</summary>
    public const string RepairedKey = "repaired";

    /// <summary>Copies what is intact. The damaged store is not changed.</summary>
    /// <param name="folder">The damaged store; its manifest must be intact, because it defines the layout of the numbers.</param>
    /// <param name="target">The new store's folder.</param>
    /// <param name="onlyBeginning">Whether to stop at the first damaged attempt.</param>
    /// <param name="cancellation">Stops between attempts; no part of the target is left behind.</param>
    /// <returns>What was saved; null if the store has no fault, and nothing was written.</returns>
    /// <remarks>
    /// Attempts that stand alone from the first on are the beginning of the run: the new store is not complete, and the same
    /// command makes the rest again, to the same bytes. Where some are missing in between, the others are numbered anew, and the
    /// manifest says so: it is then a dataset of its own, complete as it is.
    /// </remarks>
    /// <exception cref="UsageException">There is no store, no whole attempt in it, or something at the target.</exception>
    /// <exception cref="EpisodeFormatException">The manifest is damaged.</exception>
    public static StoreRepair? Repair(string folder, string target, bool onlyBeginning = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        StoreManifest manifest = StoreIndex.ReadVerifiedManifest(folder);
        var first = new Survey();
        var pass = new VerificationPass(first.Add);
        pass.Run(folder, manifest);
        if (pass.Faults.Count == 0)
            return null;
        if (first.Attempts == 0)
            throw new UsageException($"'{folder}' has no whole attempt to save; {pass.Faults[0]}");
        bool isBeginning = onlyBeginning || first.Lost == 0;
        if (isBeginning && first.Leading == 0)
            throw new UsageException(
                $"'{folder}' has lost its first attempt, so there is no beginning to go on from; leave out the restriction to it");

        StoreManifest whole = manifest with { Totals = null };
        if (!isBeginning)
        {
            var config = (JsonObject)manifest.Config.DeepClone();
            config[RepairedKey] = new JsonObject { ["lost"] = first.Lost };
            whole = whole with { Config = config };
        }

        using StagedStore staged = StagedStore.Create(target, whole, new StoreOptions { ShardBytes = manifest.ShardBytes });
        Copy(folder, manifest, staged.Writer, isBeginning ? first.Leading : long.MaxValue, cancellation);
        staged.Writer.SetOperatorSeconds(manifest.OperatorSeconds);
        if (isBeginning)
            staged.Publish();
        else
            staged.Complete();
        return new StoreRepair((int)staged.Writer.NextAttempt, staged.Writer.KeptCount, first.Lost, isBeginning, pass.Faults);
    }

    private static void Copy(
        string folder, StoreManifest manifest, EpisodeStoreWriter writer, long attempts, CancellationToken cancellation)
    {
        var buffer = new EpisodeBuffer(writer.Layout, 1);
        var pass = new VerificationPass((in BlockEntry entry, ReadOnlySpan<byte> payload) =>
        {
            cancellation.ThrowIfCancellationRequested();
            if (writer.NextAttempt >= attempts)
                return;
            int steps = payload.Length / writer.Layout.Stride;
            if (buffer.Capacity < steps)
                buffer = new EpisodeBuffer(writer.Layout, steps);
            payload.CopyTo(buffer.SetCount(steps));
            writer.Append(entry.Header.Summary with { Attempt = writer.NextAttempt }, entry.Header.HasSteps ? buffer : null);
        });
        pass.Run(folder, manifest);
    }

    // What is whole, found in a first reading: whether attempts are missing decides what the new store is.
    private sealed class Survey
    {
        private long _last = -1;

        public int Attempts { get; private set; }

        /// <summary>Number of intact attempts from the first on, without a gap.</summary>
        public long Leading { get; private set; }

        public long Lost => _last + 1 - Attempts;

        public void Add(in BlockEntry entry, ReadOnlySpan<byte> payload)
        {
            Attempts++;
            _last = entry.Header.Summary.Attempt;
            if (_last == Leading)
                Leading++;
        }
    }
}
