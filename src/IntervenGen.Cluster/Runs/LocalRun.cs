using IntervenGen.Cluster.Jobs;
using IntervenGen.Cluster.Profiles;
using IntervenGen.Core;
using IntervenGen.Interop;

namespace IntervenGen.Cluster.Runs;

/// <summary>A run's jobs as processes of this machine: the same scripts with the same rules, and no Slurm.</summary>
public sealed class LocalRun
{
    private readonly IPlannedRun _run;
    private readonly ClusterProfile _profile;
    private readonly IReadOnlyList<string> _program;
    private readonly JobFiles _files;
    private readonly JobPlan _plan;
    private readonly ClusterRecord _record;

    /// <summary>Opens the run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="profile">How long a part should take, and how often it is tried again; what is Slurm's is not used.</param>
    /// <param name="program">How igen is called.</param>
    /// <exception cref="IntervenGenException">Its record cannot be read.</exception>
    public LocalRun(IPlannedRun run, ClusterProfile profile, IReadOnlyList<string> program)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(profile);
        (_run, _profile, _program) = (run, profile, program);
        _files = new JobFiles(run);
        _record = ClusterRecord.Read(run.Folder);
        _plan = JobPlan.Of(run, profile, _record.Parts);
    }

    /// <summary>The jobs.</summary>
    public JobPlan Plan => _plan;

    /// <summary>How far every job is, by the run's folder alone.</summary>
    public IReadOnlyList<JobState> States() => JobStates.Of(_run, _plan, _files, (_, _) => null);

    /// <summary>Makes everything that is missing.</summary>
    /// <param name="processes">Number of processes at a time, at least 1; the machine's cores are divided among them.</param>
    /// <param name="watcher">Told of what begins, ends and fails.</param>
    /// <param name="cancellation">Asks the processes to store what they have and end.</param>
    /// <returns>How far every job is then.</returns>
    /// <exception cref="UsageException">Another process runs it already.</exception>
    /// <exception cref="OperationCanceledException">Stopped; the same call goes on.</exception>
    public IReadOnlyList<JobState> Run(int processes, IProgress<RunProgress>? watcher = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processes);
        int cpus = Math.Max(1, Allocation.Current.Count / processes);
        using FileStream held = Hold();
        foreach (ClusterJob job in _plan.Jobs)
        {
            if (job.Tasks[0] is { Part: > 0 } part)
                _record.Parts[part.Stage] = part.Parts;
        }

        _record.Write(_run.Folder);
        ILookup<ClusterJob, int> missing = States()
            .SelectMany(state => Enumerable.Range(0, state.Tasks.Count)
                .Where(i => state.Tasks[i].Progress != TaskProgress.Made).Select(i => (state.Job, i)))
            .ToLookup(entry => entry.Job, entry => entry.i);
        foreach (IGrouping<ClusterJob, int> job in missing)
        {
            _files.Write(job.Key, [], _profile.File, cpus, _program);
            foreach (int task in job)
                _files.ForgetFailures(job.Key, task);
        }

        var pool = new LocalPool(_files, watcher, processes);
        pool.Run(_plan.Jobs, missing, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return States();
    }

    private FileStream Hold()
    {
        string path = Path.Combine(_files.Folder, "local.lock");
        try
        {
            Directory.CreateDirectory(_files.Folder);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new UsageException($"'{_run.Folder}' is being made by another process of this machine; wait for it, or stop it", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IntervenGenException($"'{_files.Folder}' cannot be written: {exception.Message}", exception);
        }
    }
}
