using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace IntervenGen.Cli.Tests;

/// <summary><c>igen experiment tasks</c>, from a folder to a table.</summary>
[Collection(TinyDemoTests.Name)]
public sealed class TaskTableTests(TinyDemo demo)
{
    // The smallest found in which the policy reaches the hook.
    private static readonly string[] s_sizes =
    [
        "--operator-episodes", "3", "--sources", "2", "--episodes", "12", "--steps", "150", "--hidden", "32", "--selection-trials", "2",
        "--trials", "3",
    ];

    [Fact]
    public void A_table_of_a_folder_is_made_and_the_same_again_where_half_of_it_is_lost()
    {
        string folder = demo["task table"];
        string[] command = ["experiment", "tasks", Folder("hook-threading"), "--out", folder, "--json", .. s_sizes];
        JsonObject row = Assert.Single(Igen.Run([.. command, "--workers", "1"]).Expect(0).Json["rows"]!.AsArray())!.AsObject();
        Assert.Equal("hook-threading", (string)row["task"]!);
        Assert.Equal(3, (int)row["operator"]!["successes"]!);
        Assert.Equal(12, (int)row["generation"]!["successes"]!);
        Assert.Equal(3, (int)row["igen"]!["trials"]!);
        Assert.Equal(32, ((string)row["igen_digest"]!).Length);
        string table = File.ReadAllText(Path.Combine(folder, "table.md")), json = File.ReadAllText(Path.Combine(folder, "table.json"));
        Assert.Contains("| `hook-threading` | 100.0 ", table, StringComparison.Ordinal);
        Picture.AssertPng(Path.Combine(folder, "hook-threading.png"), 968, 240);

        string cache = Assert.Single(Directory.GetDirectories(Path.Combine(folder, "cache")));
        foreach (string lost in (string[])["check.json", "base.igen.json", "igen.ckpt"])
            File.Delete(Path.Combine(cache, lost));
        File.Delete(Path.Combine(folder, "table.md"));
        Outcome again = Igen.Run(command).Expect(0);
        Assert.Equal(table, File.ReadAllText(Path.Combine(folder, "table.md")));
        Assert.Equal(json, File.ReadAllText(Path.Combine(folder, "table.json")));

        string complaint = Igen.Run([.. command, "--seed", "2"]).Expect(2).Complaint();
        Assert.Contains("the table of another run", complaint, StringComparison.Ordinal);
        Assert.Equal(json, File.ReadAllText(Path.Combine(folder, "table.json")));
    }

    [Fact]
    public void A_table_without_a_task_or_of_an_unknown_one_is_refused()
    {
        Assert.Contains("task", Igen.Run("experiment", "tasks", "--out", demo["none"]).Expect(2).Complaint(), StringComparison.Ordinal);
        string complaint = Igen.Run("experiment", "tasks", demo["nowhere"], "--out", demo["none"]).Expect(2).Complaint();
        Assert.Contains("nowhere", complaint, StringComparison.Ordinal);
    }

    private static string Folder(string task, [CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "benchmarks", "tasks", task));
}
