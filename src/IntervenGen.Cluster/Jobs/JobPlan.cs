using IntervenGen.Cluster.Profiles;

namespace IntervenGen.Cluster.Jobs;

/// <summary>A run as jobs: arrays of parts, jobs that join them, and everything between, with what each waits for.</summary>
/// <param name="Jobs">The jobs, each behind those that it needs.</param>
/// <param name="Waiting">Stages that a person has to do first, or that need one of those.</param>
public sealed record JobPlan(IReadOnlyList<ClusterJob> Jobs, IReadOnlyList<ScheduledStage> Waiting)
{
    /// <summary>Most tasks of an array: Slurm's <c>MaxArraySize</c> is 1001 unless a cluster says otherwise.</summary>
    public const int MaxTasks = 1000;

    // Below that, starting a process costs more than it brings.
    private const double MinPartSeconds = 5;

    /// <summary>Cuts a run into jobs.</summary>
    /// <param name="run">The run.</param>
    /// <param name="profile">How long a part should take, and on how many cores.</param>
    /// <param name="parts">Number of parts of stages that were submitted before; it must stay, as parts are numbered.</param>
    public static JobPlan Of(IPlannedRun run, ClusterProfile profile, IReadOnlyDictionary<string, int>? parts = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(profile);
        var jobs = new List<ClusterJob>();
        var waiting = new List<ScheduledStage>();
        // The job that makes a stage: what needs the stage waits for it.
        var maker = new Dictionary<string, string>();
        foreach (IGrouping<(string, string), ScheduledStage> group in run.Stages.GroupBy(Key))
        {
            ScheduledStage stage = group.First();
            bool isBlocked = stage.Needs.Any(need => waiting.Exists(other => other.Name == need));
            if (isBlocked || (stage.WaitsForPerson && !run.IsMade(stage.Name)))
            {
                waiting.AddRange(group);
                continue;
            }

            if (stage.WaitsForPerson)
                continue;
            string[] needs = [.. stage.Needs.Where(maker.ContainsKey).Select(need => maker[need]).Distinct()];
            int count = stage.Attempts > 0 && group.Count() == 1
                ? parts?.GetValueOrDefault(stage.Name) is > 0 and var before ? before : PartsOf(stage, profile)
                : 1;
            string name = stage.Group ?? stage.Name;
            if (count > 1)
            {
                jobs.Add(new ClusterJob(
                    name + ".parts", [.. Enumerable.Range(1, count).Select(part => new JobTask(stage.Name, part, count))], needs)
                {
                    CoreSeconds = stage.CoreSeconds,
                });
                needs = [name + ".parts"];
            }

            jobs.Add(new ClusterJob(name, [.. group.Select(one => new JobTask(one.Name, 0, count > 1 ? count : 0))], needs)
            {
                CoreSeconds = count > 1 ? 0 : group.Sum(one => one.CoreSeconds),
                Trains = stage.Trains,
            });
            foreach (ScheduledStage one in group)
                maker[one.Name] = name;
        }

        return new JobPlan(jobs, waiting);
    }

    /// <summary>Number of parts of a stage: its work on a job's cores, divided by how long a part should take.</summary>
    internal static int PartsOf(ScheduledStage stage, ClusterProfile profile)
    {
        double seconds = stage.CoreSeconds / profile.File.Cpus;
        double part = Math.Max(MinPartSeconds, 60 * profile.File.PartMinutes);
        return (int)Math.Clamp(Math.Ceiling(seconds / part), 1, Math.Min(MaxTasks, stage.Attempts));
    }

    // A stage without a group is alone in its own.
    private static (string, string) Key(ScheduledStage stage) =>
        (stage.Group ?? stage.Name, stage.Group is null ? "" : string.Join('\n', stage.Needs));
}
