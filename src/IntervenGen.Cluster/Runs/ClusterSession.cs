using IntervenGen.Cluster.Jobs;
using IntervenGen.Cluster.Profiles;
using IntervenGen.Core;

namespace IntervenGen.Cluster.Runs;

/// <summary>A run with its profile: what the command line's verbs do with it.</summary>
/// <remarks>The profile of the last submission is kept beside the jobs and is used where none is named.</remarks>
internal sealed class ClusterSession
{
    private readonly PlannedRun _run;
    private readonly string? _profileFile;
    private readonly IReadOnlyList<string> _program;
    private readonly ClusterProfile _profile;
    private readonly string _kept;

    /// <summary>Opens the run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="profile">Path of the profile; null for that of the last submission, or defaults.</param>
    /// <param name="program">How igen is called.</param>
    /// <exception cref="UsageException">The profile has faults.</exception>
    public ClusterSession(PlannedRun run, string? profile, IReadOnlyList<string> program)
    {
        (_run, _profileFile, _program) = (run, profile, program);
        _kept = new JobFiles(run).Profile;
        _profile = profile is not null ? ClusterProfile.Read(profile)
            : File.Exists(_kept) ? ClusterProfile.Read(_kept) : ClusterProfile.Default;
    }

    /// <summary>How this program is called again.</summary>
    public static IReadOnlyList<string> ThisProgram { get; } = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? [Environment.ProcessPath!, System.Reflection.Assembly.GetEntryAssembly()!.Location]
        : [Environment.ProcessPath!];

    /// <summary>The jobs that are to be, and what they would take.</summary>
    public JobPlan Plan() => new SlurmRun(_run, _profile, _program).Plan;

    /// <summary>The profile.</summary>
    public ClusterProfile Profile => _profile;

    /// <summary>Submits what is missing.</summary>
    /// <param name="resume">Whether jobs of the run may be queued already.</param>
    /// <exception cref="UsageException">Jobs of the run are queued, and were not to be.</exception>
    public IReadOnlyList<(ClusterJob Job, int Tasks, long Number)> Submit(bool resume)
    {
        _run.NoteStages();
        _run.NoteRecordings();
        var slurm = new SlurmRun(_run, _profile, _program);
        int queued = slurm.WasSubmitted ? slurm.States().Sum(state => state.Tasks.Count(task => task.Queued is not null)) : 0;
        if (queued > 0 && !resume)
        {
            throw new UsageException(
                $"{queued} jobs of '{_run.Folder}' are queued; 'igen cluster status' shows them, and 'igen cluster resume' " +
                "submits what is missing beside them");
        }

        Keep();
        return slurm.Submit();
    }

    /// <summary>Makes what is missing by processes of this machine.</summary>
    public IReadOnlyList<JobState> RunHere(int processes, IProgress<RunProgress>? watcher, CancellationToken cancellation)
    {
        _run.NoteStages();
        _run.NoteRecordings();
        Keep();
        return new LocalRun(_run, _profile, _program).Run(processes, watcher, cancellation);
    }

    /// <summary>How far every job is; without Slurm where nothing was submitted to it.</summary>
    public IReadOnlyList<JobState> States()
    {
        var slurm = new SlurmRun(_run, _profile, _program);
        return slurm.WasSubmitted ? slurm.States() : new LocalRun(_run, _profile, _program).States();
    }

    /// <summary>Cancels the run's jobs.</summary>
    public int Cancel()
    {
        var slurm = new SlurmRun(_run, _profile, _program);
        return slurm.WasSubmitted ? slurm.Cancel() : throw new UsageException($"nothing of '{_run.Folder}' was submitted to Slurm");
    }

    private void Keep()
    {
        if (_profileFile is null)
            return;
        OutputFolder.Ensure(Path.GetDirectoryName(_kept)!);
        OutputFile.Write(_kept, File.ReadAllText(_profileFile), overwrite: true);
    }
}
