using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>Runs attempts on every lane until enough succeed: the one loop behind collecting, generating and evaluating.</summary>
public static class AttemptRun
{
    /// <summary>Runs to its limits, or until cancelled; what is in the sink then is kept.</summary>
    /// <param name="batch">Lanes on workers.</param>
    /// <param name="policy">Asked by programs that use one; null otherwise.</param>
    /// <param name="createProgram">Makes the program of one lane.</param>
    /// <param name="run">
    /// Seed, split and corruption of all attempts. It names no attempt: <see cref="RunLimits.Span"/> says which ones are made.
    /// </param>
    /// <param name="limits">Which attempts are made, and when to stop. In the sink they count from 0, whichever they are.</param>
    /// <param name="sink">Where results go, in attempt order; a partly filled one is continued.</param>
    /// <param name="progress">Called after every attempt, under the run's lock.</param>
    /// <param name="cancellation">Stops at the next control step; unfinished attempts are made again on resumption.</param>
    /// <returns>What was done in this call. The result does not depend on the number of workers or lanes.</returns>
    /// <exception cref="ArgumentException">The run's key names an attempt.</exception>
    public static RunReport Run(
        IBatchEnvironment batch,
        IBatchPolicy? policy,
        Func<AttemptProgram> createProgram,
        EpisodeKey run,
        RunLimits limits,
        IEpisodeSink sink,
        Action<RunReport>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (run.Attempt != 0)
        {
            throw new ArgumentException(
                $"the key of a run names attempt {run.Attempt}; {nameof(RunLimits.FirstAttempt)} says where its attempts begin",
                nameof(run));
        }

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
                LaneInference inference = shared?.ForWorker(worker)
                    ?? new LocalInference(policy?.CreateSession(lanes.Count), lanes.Count);
                using var loop = new WorkerLoop(lanes, inference, createProgram, run, limits, committer);
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
