using System.Globalization;

namespace IntervenGen;

/// <summary>One start of a job: a requeued job is the same job with a higher restart count.</summary>
/// <param name="Job">The scheduler's number of the job, or a name that no other job has.</param>
/// <param name="Restart">How often the job was started before.</param>
/// <param name="Node">Name of the machine.</param>
/// <param name="Process">Number of the process there.</param>
public sealed record Incarnation(string Job, int Restart, string Node, int Process)
{
    /// <summary>Variable with the job's name, which a scheduler's script sets.</summary>
    public const string JobVariable = "IGEN_JOB";

    /// <summary>Variable with the number of earlier starts of the job.</summary>
    public const string RestartVariable = "IGEN_RESTART";

    /// <summary>This process, as the job that the environment names; a job of its own where it names none.</summary>
    public static Incarnation OfThisProcess()
    {
        string node = Environment.MachineName;
        string? job = Environment.GetEnvironmentVariable(JobVariable) ?? Environment.GetEnvironmentVariable("SLURM_JOB_ID");
        string? restart = Environment.GetEnvironmentVariable(RestartVariable) ?? Environment.GetEnvironmentVariable("SLURM_RESTART_COUNT");
        if (string.IsNullOrEmpty(job))
            return new Incarnation($"{node}.{Environment.ProcessId}", 0, node, Environment.ProcessId);
        _ = int.TryParse(restart, NumberStyles.None, CultureInfo.InvariantCulture, out int count);
        return new Incarnation(job, count, node, Environment.ProcessId);
    }

    /// <summary>Such as <c>job 117, restart 2, on node a01 (process 4242)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"job {Job}, restart {Restart}, on node {Node} (process {Process})");
}
