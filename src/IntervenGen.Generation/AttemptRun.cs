using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>Runs attempts on every lane of a batch until enough succeed: the one loop behind collecting, generating and evaluating.</summary>
public static class AttemptRun
{
    /// <summary>Runs to its limits, or until cancelled; what is in the sink then is kept.</summary>
    /// <param name="batch">Lanes on workers.</param>
    /// <param name="policy">Asked by programs that use one; null otherwise.</param>
    /// <param name="createProgram">Makes the program of one lane.</param>
    /// <param name="keys">
    /// Seed, split and corruption of the attempts, and the number of the first one: 0 for a whole run, more for a later
    /// part of one that is split over machines. In the sink attempts count from 0 all the same.
    /// </param>
    /// <param name="limits">When to stop.</param>
    /// <param name="sink">Where results go, in attempt order; a partly filled one is continued.</param>
    /// <param name="progress">Called after every attempt, under the run's lock.</param>
    /// <param name="cancellation">Stops at the next control step; unfinished attempts are made again on resumption.</param>
    /// <returns>What was done in this call. The result does not depend on the number of workers or lanes.</returns>
    public static RunReport Run(
        IBatchEnvironment batch,
        IBatchPolicy? policy,
        Func<AttemptProgram> createProgram,
        EpisodeKey keys,
        RunLimits limits,
        IEpisodeSink sink,
        Action<RunReport>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var layout = new EpisodeLayout(batch.Spec);
        var committer = new OrderedCommitter(
            sink, limits, (4 * batch.LaneCount) + 32,
            sink.KeepsSteps ? () => new EpisodeBuffer(layout, limits.Horizon ?? batch.Spec.Horizon) : null, progress);
        using var failed = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, failed.Token);
        using SharedInference? shared = policy is { ServesAllLanes: true } ? Share(batch, policy) : null;
        batch.Dispatch((worker, lanes) =>
        {
            try
            {
                LaneInference inference = shared?.ForWorker(worker) ?? new LocalInference(policy?.CreateSession(lanes.Count), lanes.Count);
                using var loop = new WorkerLoop(lanes, inference, createProgram, keys, committer, limits.Horizon);
                loop.Run(stop.Token);
            }
            catch
            {
                failed.Cancel();
                throw;
            }
        });
        return committer.Report;
    }

    private static SharedInference Share(IBatchEnvironment batch, IBatchPolicy policy)
    {
        var lanes = new int[batch.WorkerCount];
        batch.Dispatch((worker, own) => lanes[worker] = own.Count);
        return new SharedInference(policy, lanes);
    }
}
