using System.Diagnostics;
using System.Globalization;
using IntervenGen.Cluster.Jobs;
using IntervenGen.Interop;

namespace IntervenGen.Cluster.Runs;

/// <summary>One start of a task as a process of this machine.</summary>
/// <param name="job">Its job.</param>
/// <param name="index">Its index there.</param>
/// <param name="restart">How often it was started before.</param>
internal sealed class LocalTask(ClusterJob job, int index, int restart = 0)
{
    /// <summary>What the script ends with where Slurm would have to be asked to requeue it.</summary>
    public const int Again = 75;

    private Process? _process;

    public ClusterJob Job => job;

    public int Restart => restart;

    public string Label => job.Tasks[index].Label;

    /// <summary>How it ended.</summary>
    public int ExitCode { get; private set; }

    /// <summary>The next start of the same task.</summary>
    public LocalTask Next() => new(job, index, restart + 1);

    /// <summary>Starts it.</summary>
    /// <param name="script">The job's script.</param>
    /// <param name="run">A name that no other run of this machine has.</param>
    /// <param name="pause">How long to wait before.</param>
    /// <param name="ended">Called when it has ended, on another thread.</param>
    public void Start(string script, string run, TimeSpan pause, Action<LocalTask> ended)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = Environment.CurrentDirectory };
        if (pause > TimeSpan.Zero)
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"sleep {pause.TotalSeconds}; exec /bin/sh \"$0\""));
        }

        start.ArgumentList.Add(script);
        // Inside an allocation of Slurm's this is no job of its own.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("SLURM_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        start.Environment[Incarnation.JobVariable] = $"{run}.{job.FileName}-{index.ToString(CultureInfo.InvariantCulture)}";
        start.Environment[Incarnation.RestartVariable] = restart.ToString(CultureInfo.InvariantCulture);
        start.Environment["IGEN_TASK"] = index.ToString(CultureInfo.InvariantCulture);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Exited += (_, _) =>
        {
            ExitCode = process.ExitCode;
            ended(this);
        };
        process.Start();
        _process = process;
    }

    /// <summary>Asks it to store what it has and end.</summary>
    public void Stop()
    {
        try
        {
            if (_process is { HasExited: false } running)
                ProcessSignal.Terminate(running.Id);
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
        }
    }
}
