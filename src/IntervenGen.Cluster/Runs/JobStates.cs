using IntervenGen.Cluster.Jobs;
using IntervenGen.Cluster.Slurm;

namespace IntervenGen.Cluster.Runs;

/// <summary>Joins what a run's folder says with what is queued.</summary>
internal static class JobStates
{
    /// <summary>How far every job of a plan is.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plan">Its jobs.</param>
    /// <param name="files">Its jobs' files.</param>
    /// <param name="queued">Where a task is queued; null where it is not.</param>
    public static IReadOnlyList<JobState> Of(
        IPlannedRun run, JobPlan plan, JobFiles files, Func<ClusterJob, int, QueuedTask?> queued) =>
        [.. plan.Jobs.Select(job => new JobState(job, [.. Enumerable.Range(0, job.Tasks.Count).Select(
            i => State(run, files, job, i, queued(job, i)))]))];

    private static TaskState State(IPlannedRun run, JobFiles files, ClusterJob job, int index, QueuedTask? queued)
    {
        JobTask task = job.Tasks[index];
        bool isMade = run.IsMade(task.Stage) || (task.Part > 0 && run.IsPartMade(task.Stage, task.Part, task.Parts));
        TaskProgress progress = isMade ? TaskProgress.Made
            : queued is { IsRunning: true } ? TaskProgress.Running
            : queued is not null ? TaskProgress.Waiting
            : files.IsGivenUp(job, index) ? TaskProgress.Failed
            : TaskProgress.Missing;
        return new TaskState(task, progress, queued, files.Failures(job, index));
    }
}
