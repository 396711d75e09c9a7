using System.Globalization;
using IntervenGen.Cluster.Profiles;

namespace IntervenGen.Cluster.Jobs;

/// <summary>The <c>#SBATCH</c> lines of a job: what it asks of the cluster.</summary>
internal static class SlurmHeader
{
    /// <summary>Cores of a job.</summary>
    public static int Cpus(ClusterJob job, ProfileFile profile) => job.Trains ? profile.Training?.Cpus ?? profile.Cpus : profile.Cpus;

    /// <summary>The lines.</summary>
    /// <param name="job">The job.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="run">Name of the run.</param>
    /// <param name="logs">Beginning of the logs' paths.</param>
    public static IEnumerable<string> Lines(ClusterJob job, ProfileFile profile, string run, string logs)
    {
        TrainingProfile? training = job.Trains ? profile.Training : null;
        string?[] options =
        [
            $"--job-name={run}:{job.Name}",
            // One log for a task, whatever happens to it; a requeue would empty it otherwise. A job that is no array has task 0.
            $"--output={Escape(logs)}-{(job.IsArray ? "%a" : "0")}.log",
            "--open-mode=append",
            "--requeue",
            string.Create(CultureInfo.InvariantCulture, $"--signal=B:TERM@{profile.Grace}"),
            "--kill-on-invalid-dep=yes",
            "--nodes=1",
            "--ntasks=1",
            string.Create(CultureInfo.InvariantCulture, $"--cpus-per-task={Cpus(job, profile)}"),
            Option("--partition", training?.Partition ?? profile.Partition),
            Option("--account", profile.Account),
            Option("--qos", profile.Qos),
            Option("--time", training?.TimeLimit ?? profile.TimeLimit),
            Option("--mem", training?.Memory ?? profile.Memory),
            training is { Gpus: > 0 } ? string.Create(CultureInfo.InvariantCulture, $"--gres=gpu:{training.Gpus}") : null,
            .. profile.Lines,
        ];
        return options.OfType<string>().Select(option => $"#SBATCH {Shell.Quote(option)}");
    }

    private static string? Option(string name, string? value) => value is null ? null : $"{name}={value}";

    // Slurm's own patterns in file names.
    private static string Escape(string path) => path.Replace("%", "%%", StringComparison.Ordinal);
}
