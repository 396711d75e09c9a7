using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>Runs attempts on every lane until enough succeed: the one loop behind collecting, generating and evaluating.</summary>
public static class AttemptRun
{
    /// <summary>Runs until its limits are reached or it is cancelled; everything in the sink by then is kept.</summary>
    /// <param name="batch">The lanes and their workers.</param>
    /// <param name="policy">The policy that programs ask; null if none does.</param>
    /// <param name="createProgram">Creates the program of one lane.</param>
    /// <param name="run">
    /// Seed, split and corruption of all attempts. It names no attempt: <see cref="RunLimits.Span"/> says which ones are made.
    /// </param>
    /// <param name="limits">Which attempts are made, and when to stop. The sink numbers them from 0, wherever the span begins.</param>
    /// <param name="sink">Receives the results in attempt order; a partly filled sink is continued.</param>
    /// <param name="progress">Called after every attempt, while the run's lock is held.</param>
    /// <param name="cancellation">Stops the run at the next control step; unfinished attempts are repeated when it is resumed.</param>
    /// <returns>Counts of the attempts made in this call. They do not depend on the number of workers or lanes.</returns>
    /// <exception cref="ArgumentException">The run's key already identifies an attempt.</exception>
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
