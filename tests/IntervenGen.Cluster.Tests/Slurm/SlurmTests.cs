using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IntervenGen.Cluster.Jobs;
using IntervenGen.Cluster.Runs;
using IntervenGen.Episodes;

namespace IntervenGen.Cluster.Tests.Slurm;

/// <summary>Runs of the real igen on a real Slurm, whatever happens to their jobs: what one process makes, and every attempt once.</summary>
[Collection("igen")]
public sealed class SlurmTests(SlurmCluster cluster, ReferenceRun reference)
{
    private const int MaxSeconds = 150;

    [SkippableFact]
    public void A_run_in_eight_parts_of_which_one_fails_once_ends_as_in_one_process()
    {
        cluster.Start();
        PlannedRun run = reference.Begun(fromScratch: true);
        string[] program = ["/bin/sh", KilledOnce(run)];
        IReadOnlyList<(ClusterJob Job, int Tasks, long Number)> submitted = new SlurmRun(run, ReferenceRun.Profile, program).Submit();
        Assert.Equal(8, submitted.Single(one => one.Job.Name == "igen.igen.parts").Tasks);
        // A second submission finds everything queued or made.
        Assert.Empty(Submit(run));
        AwaitEnd(run);
        reference.AssertSame(run);
        Assert.Contains("igen.igen part 3/8 failed with exit code 137, 1 times in all; it is tried again", Logs(run), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Preempted_and_requeued_parts_go_on_where_they_were()
    {
        cluster.Start();
        PlannedRun run = reference.Begun();
        IReadOnlyList<(ClusterJob Job, int Tasks, long Number)> submitted = Submit(run);
        AwaitMiddle(run, parts: 2);
        // All four cores at once: every part that runs must go.
        SlurmCluster.Run("sbatch", "--partition=high", "--cpus-per-task=4", "--output=/dev/null", "--wrap", "sleep 1");
        Await.True(() => Logs(run).Contains(", restart 1,", StringComparison.Ordinal), MaxSeconds, () => Logs(run));
        string array = submitted.Single(one => one.Job.Name == "igen.igen.parts").Number.ToString(CultureInfo.InvariantCulture);
        int task = States(run).Single(state => state.Job.Name == "igen.igen.parts").Tasks.First(one => one.Progress == TaskProgress.Running).Task.Part;
        SlurmCluster.Run("scontrol", "requeue", $"{array}_{(task - 1).ToString(CultureInfo.InvariantCulture)}");
        AwaitEnd(run);
        reference.AssertSame(run);
        Assert.Contains("continuing", Logs(run), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_cancelled_run_is_gone_on_with()
    {
        cluster.Start();
        PlannedRun run = reference.Begun();
        Submit(run);
        AwaitMiddle(run, parts: 2);
        Assert.True(Open(run).Cancel() > 0);
        Await.True(() => SlurmCluster.Run("squeue", "--noheader").Trim().Length == 0, MaxSeconds, () => SlurmCluster.Run("squeue"));
        Assert.False(run.IsMade("igen.igen"));
        Assert.NotEmpty(Submit(run));
        AwaitEnd(run);
        reference.AssertSame(run);
        Assert.Contains("continuing", Logs(run), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Orphans_of_a_lost_node_harm_nothing()
    {
        cluster.Start();
        PlannedRun run = reference.Begun();
        new SlurmRun(run, ReferenceRun.Profile, ["/bin/sh", Escaping(run)]).Submit();
        AwaitMiddle(run, parts: 2);
        cluster.KillNode();
        // As on a node that hangs: they wake up when their successors are at work.
        Process[] orphans = [.. Leases(run, number: 1).Select(Alive).OfType<Process>()];
        Assert.NotEmpty(orphans);
        Signal("STOP", orphans);
        try
        {
            SlurmCluster.AwaitLostNode();
            cluster.StartNode();
            Await.True(() => Leases(run, number: 2).Count > 0, MaxSeconds, () => Logs(run));
        }
        finally
        {
            Signal("CONT", orphans);
        }

        AwaitEnd(run);
        reference.AssertSame(run);
        Await.True(() => orphans.All(orphan => orphan.HasExited), 30, () => "an orphan goes on");
        // At least one was at work beside its successor, and noticed.
        Assert.Contains(
            JobExit.Superseded.ToString(CultureInfo.InvariantCulture),
            Directory.GetFiles(run.Folder, "code.*").Select(file => File.ReadAllText(file).Trim()));
    }

    // A program that is killed once, as where memory runs out.
    private static string KilledOnce(PlannedRun run)
    {
        string program = Path.Combine(run.Folder, "program.sh"), igen = string.Join(' ', ReferenceRun.Program);
        File.WriteAllText(program, $$"""
            #!/bin/sh
            killed='{{run.Folder}}/killed'
            case "$*" in *"--part 3/8"*) [ -e "$killed" ] || { touch "$killed"; exec timeout -s KILL 3 {{igen}} "$@"; } ;; esac
            exec {{igen}} "$@"

            """);
        return program;
    }

    // A program that Slurm cannot end with its job, as where its node does not answer; its exit code is in a file.
    private static string Escaping(PlannedRun run)
    {
        string program = Path.Combine(run.Folder, "program.sh");
        File.WriteAllText(program, $$"""
            #!/bin/sh
            code='{{run.Folder}}/code'.$$
            ( setsid sh -c '"$@"; echo $? >"$0.new"; mv "$0.new" "$0"' "$code" {{string.Join(' ', ReferenceRun.Program)}} "$@" & )
            while [ ! -e "$code" ]; do sleep 0.2; done
            exit "$(cat "$code")"

            """);
        return program;
    }

    private static SlurmRun Open(PlannedRun run) => new(run, ReferenceRun.Profile, ReferenceRun.Program);

    private static IReadOnlyList<(ClusterJob Job, int Tasks, long Number)> Submit(PlannedRun run) => Open(run).Submit();

    private static IReadOnlyList<JobState> States(PlannedRun run) => Open(run).States();

    private static void AwaitEnd(PlannedRun run)
    {
        Await.True(
            () => States(run) is var states && (states.AreMade() || states.Any(state => state.Count(TaskProgress.Failed) > 0)), MaxSeconds,
            () => $"{string.Join('\n', States(run).ToLines())}\n{SlurmCluster.Run("squeue")}\n{Logs(run)}");
        Assert.True(States(run).AreMade(), string.Join('\n', States(run).ToLines()) + "\n" + Logs(run));
    }

    // Some attempts of several parts are stored, and none of those parts is done.
    private static void AwaitMiddle(PlannedRun run, int parts) => Await.True(
        () => Turns(run, "0001").Count(HasAttempts) >= parts, MaxSeconds, () => Logs(run));

    private static bool HasAttempts(string turn)
    {
        try
        {
            string store = Directory.GetDirectories(turn).FirstOrDefault(EpisodeStore.Exists) ?? "";
            if (store.Length == 0)
                return false;
            using EpisodeStore opened = EpisodeStore.Open(store);
            return opened.AttemptCount > 2;
        }
        catch (Exception exception) when (exception is IOException or Core.IntervenGenException)
        {
            // Just begun, or just published.
            return false;
        }
    }

    private static string[] Turns(PlannedRun run, string name)
    {
        string work = Path.Combine(run.Folder, "work");
        return Directory.Exists(work)
            ? [.. Directory.GetDirectories(work, "igen.igen-*").SelectMany(Directory.GetDirectories)
                .Select(part => Path.Combine(part, name)).Where(Path.Exists)]
            : [];
    }

    private static List<Incarnation> Leases(PlannedRun run, int number) =>
        [.. Turns(run, number.ToString("d4", CultureInfo.InvariantCulture) + ".lease")
            .Select(file => JsonSerializer.Deserialize<Incarnation>(File.ReadAllBytes(file))!)];

    private static Process? Alive(Incarnation holder)
    {
        try
        {
            return Process.GetProcessById(holder.Process);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static void Signal(string name, Process[] processes)
    {
        foreach (Process process in processes)
            Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
    }

    private static string Logs(PlannedRun run)
    {
        var lines = new List<string>();
        string logs = Path.Combine(run.Folder, "cluster", "logs");
        if (Directory.Exists(logs))
            ClusterLogs.Read(run.Folder, null, follow: false, (task, line) => lines.Add($"{task}  {line}"));
        return string.Join('\n', lines);
    }
}
