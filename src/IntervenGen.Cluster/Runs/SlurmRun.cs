using System.Globalization;
using IntervenGen.Cluster.Jobs;
using IntervenGen.Cluster.Profiles;
using IntervenGen.Cluster.Slurm;
using IntervenGen.Core;

namespace IntervenGen.Cluster.Runs;

/// <summary>A run as jobs of a Slurm cluster: submits what is missing, says how far it is, cancels it.</summary>
/// <remarks>
/// What is made is decided by the run's folder alone, what is queued by Slurm alone; the record only says which of Slurm's jobs are the
/// run's. One process at a time.
/// </remarks>
public sealed class SlurmRun
{
    private readonly IPlannedRun _run;
    private readonly ClusterProfile _profile;
    private readonly IReadOnlyList<string> _program;
    private readonly JobFiles _files;
    private readonly ClusterRecord _record;

    /// <summary>Opens the run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="profile">What the cluster wants to know.</param>
    /// <param name="program">How igen is called in a job.</param>
    /// <exception cref="IntervenGenException">Its record cannot be read.</exception>
    public SlurmRun(IPlannedRun run, ClusterProfile profile, IReadOnlyList<string> program)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(profile);
        (_run, _profile) = (run, profile);
        _program = profile.File.Program is { } named ? [named] : program;
        _files = new JobFiles(run);
        _record = ClusterRecord.Read(run.Folder);
        Plan = JobPlan.Of(run, profile, _record.Parts);
    }

    /// <summary>The jobs.</summary>
    public JobPlan Plan { get; }

    /// <summary>Whether the run was submitted before.</summary>
    public bool WasSubmitted => _record.HasJobs;

    /// <summary>Submits everything that is neither made nor queued.</summary>
    /// <returns>The jobs submitted, with Slurm's numbers.</returns>
    /// <exception cref="SlurmException">Slurm refuses a job, or is not there; those before it are submitted.</exception>
    public IReadOnlyList<(ClusterJob Job, int Tasks, long Number)> Submit()
    {
        CheckPartitions();
        var submitted = new List<(ClusterJob, int, long)>();
        // What a job that needs another one waits for; nothing where that is made.
        var waits = new Dictionary<string, IReadOnlyList<string>>();
        foreach (JobState state in States())
        {
            ClusterJob job = state.Job;
            if (job.Tasks[0] is { Part: > 0 } part)
                _record.Parts[part.Stage] = part.Parts;
            var ids = state.Tasks.Where(task => task.Queued is not null && task.Progress != TaskProgress.Made)
                .Select(task => task.Queued!.Id).ToList();
            int[] missing = [.. Enumerable.Range(0, job.Tasks.Count)
                .Where(i => state.Tasks[i].Progress is TaskProgress.Missing or TaskProgress.Failed)];
            if (missing.Length > 0)
            {
                string[] needs = [.. job.Needs.SelectMany(need => waits[need])];
                long number = Submit(job, missing, needs);
                submitted.Add((job, missing.Length, number));
                ids.Add(number.ToString(CultureInfo.InvariantCulture));
            }

            waits[job.Name] = ids;
        }

        return submitted;
    }

    /// <summary>How far every job is.</summary>
    /// <exception cref="SlurmException">Slurm is not there.</exception>
    public IReadOnlyList<JobState> States()
    {
        ILookup<long, QueuedTask> queue = SlurmClient.Queue().ToLookup(task => task.Job);
        return JobStates.Of(_run, Plan, _files, (job, task) => _record.Jobs.GetValueOrDefault(job.Name, [])
            .SelectMany(number => queue[number])
            .LastOrDefault(queued => queued.Task < 0 || queued.Task == task));
    }

    /// <summary>Cancels all jobs of the run, and nothing else. What they made stays, and can be gone on from.</summary>
    /// <returns>Number of jobs and tasks cancelled.</returns>
    /// <exception cref="SlurmException">Slurm is not there.</exception>
    public int Cancel()
    {
        HashSet<long> own = [.. _record.Jobs.Values.SelectMany(numbers => numbers)];
        QueuedTask[] queued = [.. SlurmClient.Queue().Where(task => own.Contains(task.Job))];
        // Those that wait for others first, or Slurm would look at what becomes of them.
        SlurmClient.Cancel([.. queued.Select(task => task.Job).Distinct().OrderDescending()
            .Select(number => number.ToString(CultureInfo.InvariantCulture))]);
        return queued.Length;
    }

    private long Submit(ClusterJob job, int[] tasks, string[] needs)
    {
        ProfileFile profile = _profile.File;
        foreach (int task in tasks)
            _files.ForgetFailures(job, task);
        IEnumerable<string> header = SlurmHeader.Lines(job, profile, _run.Name, Path.Combine(_files.Logs, job.FileName));
        string script = _files.Write(job, header, profile, SlurmHeader.Cpus(job, profile), _program);
        var options = new List<string>();
        if (job.IsArray)
        {
            string limit = profile.ArrayLimit > 0 ? string.Create(CultureInfo.InvariantCulture, $"%{profile.ArrayLimit}") : "";
            options.Add($"--array={IndexList.Of(tasks)}{limit}");
        }

        if (needs.Length > 0)
            options.Add($"--dependency=afterok:{string.Join(':', needs)}");
        long number = SlurmClient.Submit(options, script);
        _record.Add(_run.Folder, job.Name, number);
        return number;
    }

    // Slurm's own message does not say which there are.
    private void CheckPartitions()
    {
        string[] asked = [.. new[] { _profile.File.Partition, _profile.File.Training?.Partition }.OfType<string>()
            .SelectMany(list => list.Split(','))];
        if (asked.Length == 0)
            return;
        IReadOnlyList<string> known = SlurmClient.Partitions();
        foreach (string name in asked.Where(name => !known.Contains(name)))
            throw new UsageException($"the cluster has no partition '{name}'; it has {string.Join(", ", known)}");
    }
}
