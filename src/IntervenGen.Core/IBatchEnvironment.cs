namespace IntervenGen.Core;

/// <summary>Many environments on several workers; a lane belongs to one worker for life.</summary>
public interface IBatchEnvironment : IDisposable
{
    /// <summary>Shapes, names and limits of the task, the same for every lane.</summary>
    TaskSpec Spec { get; }

    /// <summary>Number of workers: threads that own lanes.</summary>
    int WorkerCount { get; }

    /// <summary>Number of lanes over all workers.</summary>
    int LaneCount { get; }

    /// <summary>Runs <paramref name="work"/> once on every worker in parallel, and waits for all of them.</summary>
    /// <param name="work">Receives the worker's index and its lanes; may touch only those lanes.</param>
    /// <remarks>The first exception is rethrown here with its stack once all workers have returned.</remarks>
    void Dispatch(Action<int, IReadOnlyList<IEnvironment>> work);
}
