using System.Globalization;

namespace IntervenGen.Cluster.Slurm;

/// <summary>A job, or a task of an array, that Slurm has in its queue.</summary>
/// <param name="Job">The job's number, or the array's.</param>
/// <param name="Task">Index in the array; −1 for a job that is none.</param>
/// <param name="State">Such as <c>RUNNING</c> or <c>PENDING</c>.</param>
/// <param name="Reason">Why it waits, such as <c>Resources</c>.</param>
/// <param name="Elapsed">How long it has run since its last start, as squeue says it.</param>
/// <param name="Nodes">The nodes it runs on; empty while it waits.</param>
public sealed record QueuedTask(long Job, int Task, string State, string Reason, string Elapsed, string Nodes)
{
    /// <summary>The columns that are asked for.</summary>
    internal const string Format = "%F|%K|%T|%r|%M|%N";

    /// <summary>Whether it is at work.</summary>
    public bool IsRunning => State is "RUNNING" or "COMPLETING" or "CONFIGURING" or "SUSPENDED";

    /// <summary>How Slurm's commands name it.</summary>
    public string Id => Task < 0
        ? Job.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Job}_{Task}");

    /// <summary>Reads a line of squeue's; null for one of another form.</summary>
    internal static QueuedTask? Parse(string line)
    {
        string[] words = line.Split('|', 6);
        if (words.Length != 6 || !long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out long job))
            return null;
        bool isTask = int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int task);
        return new QueuedTask(job, isTask ? task : -1, words[2], words[3], words[4], words[5]);
    }
}
