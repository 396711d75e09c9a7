using IntervenGen.Cluster.Jobs;
using IntervenGen.Cluster.Slurm;

namespace IntervenGen.Cluster.Runs;

/// <summary>How far a task is.</summary>
public enum TaskProgress
{
    /// <summary>Neither made nor queued.</summary>
    Missing = 0,

    /// <summary>Queued.</summary>
    Waiting = 1,

    /// <summary>At work.</summary>
    Running = 2,

    /// <summary>Given up after its last failure.</summary>
    Failed = 3,

    /// <summary>Its result is in its place.</summary>
    Made = 4,
}

/// <summary>A task of a run's job, with its place in the queue and its failures.</summary>
/// <param name="Task">What is made.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Queued">Its place in the queue; null if it has none.</param>
/// <param name="Failures">Its failures since it was submitted.</param>
public sealed record TaskState(JobTask Task, TaskProgress Progress, QueuedTask? Queued, IReadOnlyList<TaskFailure> Failures);

/// <summary>A job of a run, with its tasks.</summary>
/// <param name="Job">The job.</param>
/// <param name="Tasks">Its tasks, in order.</param>
public sealed record JobState(ClusterJob Job, IReadOnlyList<TaskState> Tasks)
{
    /// <summary>Number of tasks that are so far.</summary>
    public int Count(TaskProgress progress) => Tasks.Count(task => task.Progress == progress);
}
