namespace IntervenGen.Core;

/// <summary>Many environments on several workers; a lane belongs to one worker for life.</summary>
public interface IBatchEnvironment : IDisposable
{
    /// <summary>Shapes, names and limits, the same for every lane.</summary>
    TaskSpec Spec { get; }

    /// <summary>Threads that own lanes.</summary>
    int WorkerCount { get; }

    /// <summary>All lanes of all workers.</summary>
    int LaneCount { get; }

    /// <summary>Runs <paramref name="work"/> once on every worker, at the same time, and waits for all.</summary>
    /// <param name="work">Given the worker's index and its lanes; touches only those lanes.</param>
    /// <remarks>The first exception is rethrown here with its stack once all workers have returned.</remarks>
    void Dispatch(Action<int, IReadOnlyList<IEnvironment>> work);
}
