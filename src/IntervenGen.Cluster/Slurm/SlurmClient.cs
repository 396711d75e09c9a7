using System.Globalization;

namespace IntervenGen.Cluster.Slurm;

/// <summary>Slurm through its commands, which every version has: their JSON is not the same in two releases.</summary>
/// <remarks>Every method starts a process and waits for it. Any thread.</remarks>
public static class SlurmClient
{
    /// <summary>Submits a script.</summary>
    /// <param name="options">Options of sbatch.</param>
    /// <param name="script">Path of the script.</param>
    /// <returns>Number of the job.</returns>
    /// <exception cref="SlurmException">Slurm refuses it, or is not there.</exception>
    public static long Submit(IEnumerable<string> options, string script)
    {
        string answer = CommandLine.Run("sbatch", ["--parsable", .. options, script]).Trim();
        // NUMBER, or NUMBER;CLUSTER.
        return long.TryParse(answer.Split(';')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long job)
            ? job
            : throw new SlurmException($"sbatch answered '{answer}', where a job's number was expected");
    }

    /// <summary>This user's jobs in the queue, each task of an array by itself.</summary>
    /// <exception cref="SlurmException">Slurm is not there.</exception>
    public static IReadOnlyList<QueuedTask> Queue() =>
        [.. CommandLine.Run("squeue", "--noheader", "--array", "--me", "--format", QueuedTask.Format)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(QueuedTask.Parse).OfType<QueuedTask>()];

    /// <summary>Cancels jobs.</summary>
    /// <param name="jobs">What they are called, such as <c>17</c> or <c>17_3</c>.</param>
    /// <exception cref="SlurmException">Slurm is not there, or they are not this user's.</exception>
    public static void Cancel(IReadOnlyCollection<string> jobs)
    {
        if (jobs.Count > 0)
            CommandLine.Run("scancel", jobs);
    }

    /// <summary>Names of the partitions.</summary>
    /// <exception cref="SlurmException">Slurm is not there.</exception>
    public static IReadOnlyList<string> Partitions() =>
        [.. CommandLine.Run("sinfo", "--noheader", "--format", "%R").Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct()];
}
