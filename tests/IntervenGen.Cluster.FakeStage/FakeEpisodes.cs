using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Numerics;

namespace IntervenGen.Cluster.FakeStage;

/// <summary>Attempts that follow from their number in the whole run alone.</summary>
public static class FakeEpisodes
{
    private static readonly TaskSpec s_spec = new()
    {
        Name = "sample",
        Summary = "made up for tests",
        Observations = [new ObservationField("robot0_eef_pos", 3), new ObservationField("object", 7)],
        Objects = ["nut", "peg"],
        Subtasks = [new SubtaskSpec("insert", 0)],
        ActionSize = 7,
        StateSize = 5,
        Horizon = 40,
        ModelHash = "0123456789abcdef",
    };

    /// <summary>Small shards, so that little is preallocated.</summary>
    public static StoreOptions Options { get; } = new() { ShardBytes = 64 << 10 };

    /// <summary>The manifest of the part that begins at an attempt.</summary>
    public static StoreManifest Manifest(long first)
    {
        var config = new JsonObject { ["strategy"] = "nearest" };
        if (first > 0)
            config[EpisodeStoreMerge.FirstAttemptKey] = first;
        return StoreManifest.For(
            s_spec, 7, DatasetKind.Interventions, "scripted", config, new StoreVersions("0.1.0", "2.2.2"));
    }

    /// <summary>Appends the writer's next attempt.</summary>
    /// <param name="writer">The store.</param>
    /// <param name="first">Number of the store's first attempt.</param>
    public static void AppendTo(EpisodeStoreWriter writer, long first)
    {
        long attempt = first + writer.NextAttempt;
        var buffer = new EpisodeBuffer(new EpisodeLayout(s_spec), s_spec.Horizon);
        var random = new CounterRandom(99, (ulong)attempt, 1);
        Span<byte> bytes = buffer.SetCount(1 + random.NextInt32(s_spec.Horizon));
        for (int i = 0; i + 4 <= bytes.Length; i += 4)
            BitConverter.TryWriteBytes(bytes[i..], random.NextUInt32());
        bool kept = attempt % 3 != 1;
        writer.Append(
            new EpisodeSummary
            {
                Attempt = writer.NextAttempt,
                Kind = EpisodeKind.Intervention,
                End = kept ? EpisodeEnd.Success : EpisodeEnd.Failure,
                Reason = kept ? AttemptReason.Kept : AttemptReason.RecoveryFailed,
                Steps = buffer.Count,
            },
            kept ? buffer : null);
    }
}
