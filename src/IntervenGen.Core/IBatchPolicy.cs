namespace IntervenGen.Core;

/// <summary>A learned map from observation to action, shared by all workers.</summary>
public interface IBatchPolicy : IDisposable
{
    /// <summary>Number of components of an observation.</summary>
    int ObservationSize { get; }

    /// <summary>Number of components of an action.</summary>
    int ActionSize { get; }

    /// <summary>Whether one call for the lanes of all workers beats a call per worker: true for a policy on a GPU.</summary>
    bool ServesAllLanes => false;

    /// <summary>Opens a session with its own recurrent state for up to <paramref name="rows"/> episodes at a time.</summary>
    /// <remarks>Any thread; the session then belongs to the thread that uses it.</remarks>
    IPolicySession CreateSession(int rows);
}

/// <summary>One worker's use of a policy: a batch of rows, one per lane.</summary>
/// <remarks>One thread at a time; nothing allocates after construction. A row's action does not depend on the other rows.</remarks>
public interface IPolicySession : IDisposable
{
    /// <summary>Number of rows in the batch.</summary>
    int Rows { get; }

    /// <summary>The observation of a row, written by the caller before <see cref="Infer"/>, shape [observation size].</summary>
    Span<float> Observation(int row);

    /// <summary>A row's action after <see cref="Infer"/>, shape [action size].</summary>
    ReadOnlySpan<float> Action(int row);

    /// <summary>Starts an episode in a row: clears its recurrent state and keys its random stream.</summary>
    void Begin(int row, in EpisodeKey key);

    /// <summary>Computes the actions of the listed rows from their observations.</summary>
    void Infer(ReadOnlySpan<int> rows);
}
