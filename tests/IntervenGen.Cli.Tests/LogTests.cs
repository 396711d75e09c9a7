using System.Text.Json.Nodes;

namespace IntervenGen.Cli.Tests;

/// <summary>What becomes of a run whose log or whose reader is gone.</summary>
public sealed class LogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-logs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData("2>/dev/full", 0)]
    [InlineData("2>&-", 0)]
    [InlineData("| true", 0)]
    [InlineData("2> >(true)", 0)]
    [InlineData(">/dev/full", 1)]
    [InlineData(">&-", 1)]
    [InlineData(">&- 2>&-", 1)]
    [InlineData("<&- >&- 2>&-", 1)]
    public void A_log_that_cannot_be_written_ends_no_run(string redirection, int exitCode)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs /dev/full");
        string reference = Path.Combine(_folder, "reference.igen"), dataset = Path.Combine(_folder, "logged.igen");
        Igen.Run(Collect(reference)).Expect(0);
        // With a pipe bash does not become the program; its status is the pipe's first.
        string shell = redirection.StartsWith('|') ? redirection + "; exit ${PIPESTATUS[0]}" : redirection;
        Igen.RunRedirected(shell, Collect(dataset)).Expect(exitCode);
        JsonObject info = Igen.Run("dataset", "info", dataset, "--json").Expect(0).Json;
        Assert.True((bool)info["complete"]!);
        foreach (string file in Directory.GetFiles(reference))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(dataset, Path.GetFileName(file))));
    }

    [SkippableFact]
    public void A_result_that_cannot_be_printed_is_said_in_one_line()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs /dev/full");
        Outcome outcome = Igen.RunRedirected(">/dev/full", "tasks", "--json").Expect(1);
        Assert.Contains("the result could not be written to stdout", outcome.Complaint(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_complaint_that_cannot_be_printed_leaves_its_exit_code()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs /dev/full");
        Igen.RunRedirected("2>/dev/full", "dataset", "info", "none.igen").Expect(2);
        Igen.RunRedirected("2>/dev/full", "evaluat").Expect(2);
    }

    private static string[] Collect(string folder) => ["collect", "demos", "--episodes", "2", "--out", folder, "--json"];
}
