using System.IO.Hashing;
using System.Runtime.InteropServices;
using IntervenGen.Core;
using IntervenGen.Generation;
using IntervenGen.Learning;
using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen.Engine.Tests;

/// <summary>The whole chain without files: simulated lanes on workers, a recurrent policy, records of every attempt.</summary>
internal static class Engine
{
    /// <summary>A policy that has learnt nothing: it waves the nut about until it is lost or the time is up.</summary>
    public static RecurrentPolicy Policy(TaskSpec spec, bool batched)
    {
        var random = new CounterRandom(3, 0, 0);
        var observations = new float[200 * spec.ObservationSize];
        var actions = new float[200 * spec.ActionSize];
        foreach (ref float value in observations.AsSpan())
            value = (float)random.NextGaussian();
        foreach (ref float value in actions.AsSpan())
            value = (float)random.NextDouble(-0.5, 0.5);
        var set = new TrainingSet(spec);
        set.Add(observations, actions, new TrainingGroup { Name = "made up" });
        using var trainer = new PolicyTrainer(PolicyConfig.Demo with { Hidden = 24, GradientSteps = 3 }, spec, set);
        trainer.Run();
        return new RecurrentPolicy(trainer.ToCheckpoint(resumable: false), new RecurrentPolicyOptions { BatchedTorch = batched });
    }

    /// <summary>Hash of every step of every attempt, in order.</summary>
    public static string Fingerprint(SimulatedTask task, RecurrentPolicy policy, int lanes, int workers, int attempts)
    {
        using var batch = new SimulatedBatch(task, lanes, workers);
        using var sink = new HashingSink();
        AttemptRun.Run(
            batch, policy, () => new ShortProgram(50), new EpisodeKey(5, SceneSplit.Evaluation, 0, true),
            new RunLimits(int.MaxValue, attempts), sink);
        return sink.Finish();
    }
}

/// <summary>Lets the policy act for so many steps: what is tested is ending and beginning, not succeeding.</summary>
internal class ShortProgram(int steps) : AttemptProgram
{
    public override EpisodeKind Kind => EpisodeKind.Rollout;

    public override bool UsesPolicy => true;

    public override void Begin(Attempt attempt)
    {
    }

    protected override Decision Decide(Attempt attempt) =>
        attempt.Steps < steps ? Decision.AskPolicy : Decision.Drop(EpisodeEnd.Horizon, AttemptReason.Horizon);
}

/// <summary>Hashes what it is given instead of keeping it; allocates nothing.</summary>
internal sealed class HashingSink : IEpisodeSink, IDisposable
{
    private readonly XxHash3 _hash = new();

    public long NextAttempt { get; private set; }

    public int KeptCount { get; private set; }

    public bool KeepsFailures => true;

    public long Steps { get; private set; }

    public void Append(in EpisodeSummary summary, EpisodeBuffer? episode)
    {
        Span<long> outcome = [summary.Attempt, (long)summary.Reason, summary.Steps];
        _hash.Append(MemoryMarshal.AsBytes(outcome));
        _hash.Append(episode!.Bytes);
        Steps += episode.Count;
        NextAttempt++;
        KeptCount += summary.Reason == AttemptReason.Kept ? 1 : 0;
    }

    public string Finish() => $"{_hash.GetCurrentHashAsUInt64():x16} over {Steps} steps of {NextAttempt} attempts";

    public void Dispose()
    {
    }
}
