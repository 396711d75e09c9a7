using System.Globalization;
using IntervenGen.Cluster.Jobs;
using IntervenGen.Cluster.Profiles;
using IntervenGen.Episodes;
using Stage = IntervenGen.Cluster.FakeStage.FakeStage;

namespace IntervenGen.Cluster.Tests;

/// <summary>A made-up run in a folder of its own, whose stages a small program makes.</summary>
internal sealed class FakeRun : IPlannedRun, IDisposable
{
    public FakeRun(int attempts = 64, int milliseconds = 0)
    {
        Folder = Directory.CreateTempSubdirectory("igen-cluster-").FullName;
        Attempts = attempts;
        Stage.Prepare(Folder, attempts, milliseconds);
        Stages =
        [
            new ScheduledStage("collect", "collecting", []) { CoreSeconds = 1 },
            new ScheduledStage("generate", "generating", ["collect"]) { Attempts = attempts, CoreSeconds = 8 * 60 },
            new ScheduledStage("report", "report", ["generate"]),
        ];
    }

    public static IReadOnlyList<string> Program { get; } = [Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)
        ? Environment.ProcessPath : "dotnet", typeof(Stage).Assembly.Location];

    /// <summary>Eight parts: the stage's work is eight minutes.</summary>
    public static ClusterProfile Profile { get; } = ClusterProfile.Parse("part_minutes: 1\ngrace: 5\nretries: 1\n", "cluster.yaml");

    public string Folder { get; }

    public string Name => "fake";

    public int Attempts { get; }

    public IReadOnlyList<ScheduledStage> Stages { get; }

    public string Digest
    {
        get
        {
            using EpisodeStore store = EpisodeStore.Open(Stage.Result(Folder, "generate"));
            return store.Manifest.Totals!.Digest;
        }
    }

    /// <summary>Every attempt that was made, also those that were made again: stage and number.</summary>
    public string[] Made => File.Exists(Path.Combine(Folder, "made.log")) ? File.ReadAllLines(Path.Combine(Folder, "made.log")) : [];

    public bool IsMade(string stage) => Path.Exists(Stage.Result(Folder, stage));

    public bool IsPartMade(string stage, int part, int parts) => Path.Exists(Stage.PartResult(Folder, stage, part));

    public IReadOnlyList<string> Arguments(string stage, int part, int parts) => parts == 0
        ? [Folder, stage]
        : [Folder, stage, part.ToString(CultureInfo.InvariantCulture), parts.ToString(CultureInfo.InvariantCulture)];

    public void FailOnce(string stage, int part, int times = 1) =>
        File.WriteAllText(Path.Combine(Folder, $"fail-{stage}-{part}"), times.ToString(CultureInfo.InvariantCulture));

    /// <summary>The digest that one process makes.</summary>
    public string DigestOfOneProcess()
    {
        using var whole = new FakeRun(Attempts);
        new Stage(whole.Folder, CancellationToken.None).Make("generate", 0, 0);
        return whole.Digest;
    }

    /// <summary>All logs, for messages of tests that fail.</summary>
    public string Logs()
    {
        string logs = Path.Combine(Folder, "cluster", "logs");
        return !Directory.Exists(logs) ? "" : string.Join('\n', Directory.GetFiles(logs).Order()
            .Select(file => $"--- {Path.GetFileName(file)}\n{File.ReadAllText(file)}"));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
