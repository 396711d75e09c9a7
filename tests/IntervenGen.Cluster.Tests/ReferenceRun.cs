using System.Diagnostics;
using System.Text.Json.Nodes;
using IntervenGen.Cluster.Jobs;
using IntervenGen.Cluster.Profiles;
using IntervenGen.Episodes;

namespace IntervenGen.Cluster.Tests;

/// <summary>A small run, made once by one process: what the same run must come to as jobs.</summary>
public sealed class ReferenceRun : IDisposable
{
    private const string Text = """
        task: nut-insertion
        demonstrations: {episodes: 2, generate: 12}
        interventions: {episodes: 2, generate: 300}
        train: {steps: 60, hidden: 32, selection_trials: 2}
        evaluate: {trials: 8}

        """;

    // What follows from the stage that is made in parts.
    private static readonly string[] s_late = ["igen.igen", "igen.ckpt", "evaluation-igen", "report", ".lock", "progress"];

    private readonly string _root = Directory.CreateTempSubdirectory("igen-runs-").FullName;
    private int _count;

    /// <summary>How igen is called.</summary>
    internal static IReadOnlyList<string> Program { get; } = ["dotnet", Path.Combine(AppContext.BaseDirectory, "IntervenGen.Cli.dll")];

    /// <summary>Eight parts, each of less than two seconds by the estimate.</summary>
    internal static ClusterProfile Profile { get; } = ClusterProfile.Parse(
        "partition: low\npart_minutes: 0.03\ngrace: 10\nretries: 1\n", "cluster.yaml");

    private string Whole => Path.Combine(_root, "whole");

    /// <summary>The run in a folder of its own, with all that comes before the parts.</summary>
    internal PlannedRun Begun(bool fromScratch = false)
    {
        Make();
        string folder = Path.Combine(_root, $"run-{++_count}");
        Directory.CreateDirectory(folder);
        if (!fromScratch)
        {
            foreach (string entry in Directory.EnumerateFileSystemEntries(Whole))
            {
                if (!s_late.Any(name => Path.GetFileName(entry).StartsWith(name, StringComparison.Ordinal)))
                    Process.Start("cp", ["-r", entry, folder]).WaitForExit();
            }
        }

        return new PlannedRun(Path.Combine(_root, "tiny.yaml"), folder);
    }

    /// <summary>Asserts that a run came to the same, with every attempt once.</summary>
    internal void AssertSame(PlannedRun run)
    {
        foreach (string name in (string[])["base.igen", "base.ckpt", "igen.igen", "igen.ckpt", "evaluation-igen"])
            Assert.Equal(Digest(Whole, name), Digest(run.Folder, name));
        using EpisodeStore expected = EpisodeStore.Open(Path.Combine(Whole, "igen.igen"));
        using EpisodeStore actual = EpisodeStore.Open(Path.Combine(run.Folder, "igen.igen"));
        Assert.Equal((expected.AttemptCount, expected.KeptCount), (actual.AttemptCount, actual.KeptCount));
        Assert.Equal(expected.ComputeDigest(), actual.ComputeDigest());
        Assert.True(run.IsMade("report"));
        Assert.Empty(Directory.GetFiles(Path.Combine(run.Folder, "work"), "*", SearchOption.AllDirectories));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string Digest(string folder, string name) =>
        (string)JsonNode.Parse(File.ReadAllText(Path.Combine(folder, name + ".json")))!["digest"]!;

    private void Make()
    {
        if (Directory.Exists(Whole))
            return;
        string file = Path.Combine(_root, "tiny.yaml");
        File.WriteAllText(file, Text);
        var start = new ProcessStartInfo(Program[0], [.. Program.Skip(1), "run", file, "--out", Whole])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors + output.Result);
    }
}
