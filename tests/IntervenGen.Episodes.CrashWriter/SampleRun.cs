using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.CrashWriter;

/// <summary>A made-up run whose attempts follow from their index alone: random bytes, some without steps, some empty.</summary>
public static class SampleRun
{
    /// <summary>Shapes of the samples.</summary>
    public static TaskSpec Spec { get; } = new()
    {
        Name = "sample",
        Summary = "made up for tests",
        Observations = [new ObservationField("robot0_eef_pos", 3), new ObservationField("object", 7)],
        Objects = ["nut", "peg"],
        Subtasks = [new SubtaskSpec("grasp", 0), new SubtaskSpec("insert", 1)],
        ActionSize = 7,
        StateSize = 5,
        Horizon = 40,
        ModelHash = "0123456789abcdef",
    };

    /// <summary>Small shards, so that a short run fills several.</summary>
    public static StoreOptions Options { get; } = new() { ShardBytes = 64 << 10 };

    /// <summary>The run's manifest.</summary>
    public static StoreManifest Manifest(ulong seed = 7) => StoreManifest.For(
        Spec,
        seed,
        DatasetKind.Interventions,
        "scripted",
        new JsonObject { ["policy"] = new JsonObject { ["horizon"] = 100, ["noise"] = 0.05 }, ["strategy"] = "nearest" },
        new StoreVersions("0.1.0", "2.2.2"));

    /// <summary>Outcome of an attempt.</summary>
    public static EpisodeSummary Summary(long attempt, int steps) => new()
    {
        Attempt = attempt,
        Kind = EpisodeKind.Intervention,
        End = HasSteps(attempt) ? EpisodeEnd.Success : EpisodeEnd.Failure,
        Reason = HasSteps(attempt) ? AttemptReason.Kept : AttemptReason.RecoveryFailed,
        Steps = steps,
        MistakeSteps = steps / 2,
        SourceEpisode = (int)(attempt % 10) - 1,
    };

    /// <summary>Whether an attempt keeps its steps.</summary>
    public static bool HasSteps(long attempt) => attempt % 3 != 1;

    /// <summary>Fills a buffer with an attempt's random bytes.</summary>
    public static void Fill(EpisodeBuffer buffer, long attempt)
    {
        var random = new CounterRandom(99, (ulong)attempt, 1);
        Span<byte> bytes = buffer.SetCount(attempt == 5 ? 0 : random.NextInt32(Spec.Horizon + 1));
        for (int i = 0; i + 4 <= bytes.Length; i += 4)
            BitConverter.TryWriteBytes(bytes[i..], random.NextUInt32());
    }

    /// <summary>Appends the writer's next attempt.</summary>
    public static void AppendTo(EpisodeStoreWriter writer)
    {
        long attempt = writer.NextAttempt;
        var buffer = new EpisodeBuffer(new EpisodeLayout(Spec), Spec.Horizon);
        Fill(buffer, attempt);
        writer.Append(Summary(attempt, buffer.Count), HasSteps(attempt) ? buffer : null);
    }
}
