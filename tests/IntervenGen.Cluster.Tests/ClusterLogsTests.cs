using IntervenGen.Cluster.Runs;
using IntervenGen.Core;

namespace IntervenGen.Cluster.Tests;

/// <summary>Logs of many jobs as lines of one.</summary>
public sealed class ClusterLogsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-logs-").FullName;

    [Fact]
    public void Every_line_has_its_task()
    {
        Log("a-0", "one\ntwo\n");
        Log("b.igen-3", "three");
        Assert.Equal(["a-0 one", "a-0 two", "b.igen-3 three"], Read(null));
    }

    [Fact]
    public void A_stage_has_its_logs_alone()
    {
        Log("round-1.igen.igen-0", "one\n");
        Log("base.ckpt-0", "two\n");
        Assert.Equal(["round-1.igen.igen-0 one"], Read("round-1/igen.igen"));
    }

    [Fact]
    public void Without_logs_the_message_says_what_makes_them()
    {
        Assert.Contains("igen cluster submit", Assert.Throws<UsageException>(() => Read(null)).Message, StringComparison.Ordinal);
        Log("a-0", "one\n");
        Assert.Contains("no log of 'b'", Assert.Throws<UsageException>(() => Read("b")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_line_waits_for_its_other_half()
    {
        string path = Log("a-0", "one\ntw");
        using var stop = new CancellationTokenSource();
        var lines = new List<string>();
        ClusterLogs.Read(
            _folder, null, follow: true,
            (_, line) =>
            {
                lines.Add(line);
                if (lines.Count == 1)
                    File.AppendAllText(path, "o\n");
                else
                    stop.Cancel();
            },
            stop.Token);
        Assert.Equal(["one", "two"], lines);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private List<string> Read(string? stage)
    {
        var lines = new List<string>();
        ClusterLogs.Read(_folder, stage, follow: false, (task, line) => lines.Add($"{task} {line}"));
        return lines;
    }

    private string Log(string name, string text)
    {
        string logs = Path.Combine(_folder, "cluster", "logs"), path = Path.Combine(logs, name + ".log");
        Directory.CreateDirectory(logs);
        File.WriteAllText(path, text);
        return path;
    }
}
