using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Learning;
using IntervenGen.Numerics;

namespace IntervenGen;

/// <summary>Gradient steps and policy rows per second, on made-up data: neither depends on what the numbers are.</summary>
internal static class LearningBench
{
    private const int Rounds = 5;

    public static JsonObject Train(TaskSpec spec, RunMonitor monitor, double seconds, int threads, CancellationToken cancellation)
    {
        var json = new JsonObject { ["task"] = spec.Name };
        var comparison = new JsonObject();
        foreach ((string name, PolicyConfig config) in (ReadOnlySpan<(string, PolicyConfig)>)[(
            "robomimic", PolicyConfig.Robomimic), ("demo", PolicyConfig.Demo)])
        {
            foreach (int count in (int[])[.. new[] { 1, threads }.Distinct()])
            {
                monitor.Say($"  {name}: hidden {config.Hidden}, {count} threads");
                using var trainer = new PolicyTrainer(config, spec, MakeSet(spec), new TrainingResources { Threads = count });
                trainer.RunTo(2, cancellation: cancellation);
                var rates = new double[Rounds];
                for (int round = 0; round < Rounds; round++)
                {
                    var clock = Stopwatch.StartNew();
                    long first = trainer.Step;
                    while (clock.Elapsed.TotalSeconds < seconds / Rounds)
                        trainer.RunTo(trainer.Step + 1, cancellation: cancellation);
                    rates[round] = (trainer.Step - first) / clock.Elapsed.TotalSeconds;
                }

                Array.Sort(rates);
                json[$"{name}_gradient_steps_per_s_{count}_threads"] = Math.Round(rates[Rounds / 2], 3);
                json[$"{name}_gradient_steps_per_s"] = Math.Round(
                    Math.Max(rates[Rounds / 2], (double?)json[$"{name}_gradient_steps_per_s"] ?? 0), 3);
                json[$"{name}_hidden"] = config.Hidden;
                if (KernelComparison.Missing is null)
                    comparison[$"{name}_{count}_threads"] = KernelComparison.Train(spec, config, count, seconds);
            }
        }

        json["against_torch"] = KernelComparison.Missing is { } missing ? missing : comparison;
        json["batch"] = PolicyConfig.Robomimic.BatchSize;
        json["sequence"] = PolicyConfig.Robomimic.SequenceLength;
        json["machine"] = BenchMachine.Describe();
        return json;
    }

    public static JsonObject Infer(TaskSpec spec, RunMonitor monitor, double seconds, int hidden, CancellationToken cancellation)
    {
        using RecurrentPolicy policy = MakePolicy(spec, hidden);
        var json = new JsonObject { ["task"] = spec.Name, ["hidden"] = hidden, ["threads"] = 1 };
        var rates = new JsonObject();
        var best = new double[Rounds];
        long allocated = 0;
        foreach (int batch in (ReadOnlySpan<int>)[1, 64, 256, 1024])
        {
            cancellation.ThrowIfCancellationRequested();
            monitor.Say($"  batch {batch}");
            using IPolicySession session = policy.CreateSession(batch);
            int[] rows = [.. Enumerable.Range(0, batch)];
            var random = new CounterRandom(1, 0, 0);
            foreach (int row in rows)
            {
                session.Begin(row, new EpisodeKey(1, SceneSplit.Source, row, false));
                foreach (ref float value in session.Observation(row))
                    value = (float)random.NextGaussian();
            }

            session.Infer(rows);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int round = 0; round < Rounds; round++)
                best[round] = RowsPerSecond(session, rows, seconds / Rounds);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            Array.Sort(best);
            rates[batch.ToString(CultureInfo.InvariantCulture)] = Math.Round(best[Rounds / 2], 1);
            json[$"rows_per_s_{batch}"] = Math.Round(best[Rounds / 2], 1);
        }

        var comparison = new JsonObject();
        foreach (int batch in KernelComparison.Missing is null ? (ReadOnlySpan<int>)[1, 4, 16, 256] : [])
        {
            cancellation.ThrowIfCancellationRequested();
            monitor.Say($"  batch {batch} against libtorch");
            comparison[batch.ToString(CultureInfo.InvariantCulture)] = KernelComparison.Infer(spec, hidden, batch, seconds);
        }

        json["against_torch"] = KernelComparison.Missing is { } missing ? missing : comparison;
        json["rows_per_s"] = rates;
        json["alloc_bytes"] = allocated;
        json["machine"] = BenchMachine.Describe();
        return json;
    }

    /// <summary>An untrained policy of the task's shapes: its cost does not depend on what it has learnt.</summary>
    public static RecurrentPolicy MakePolicy(TaskSpec spec, int hidden)
    {
        using var trainer = new PolicyTrainer(PolicyConfig.Demo with { Hidden = hidden }, spec, MakeSet(spec));
        return new RecurrentPolicy(trainer.ToCheckpoint(resumable: false));
    }

    // On its own, because it is compiled again as it runs, which must not count as its allocation.
    private static double RowsPerSecond(IPolicySession session, int[] rows, double seconds)
    {
        long done = 0, start = Stopwatch.GetTimestamp();
        do
        {
            session.Infer(rows);
            done += rows.Length;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static TrainingSet MakeSet(TaskSpec spec)
    {
        const int steps = 2000;
        var random = new CounterRandom(3, 0, 0);
        var observations = new float[steps * spec.ObservationSize];
        var actions = new float[steps * spec.ActionSize];
        foreach (ref float value in observations.AsSpan())
            value = (float)random.NextGaussian();
        foreach (ref float value in actions.AsSpan())
            value = (float)random.NextDouble(-1, 1);
        var set = new TrainingSet(spec);
        set.Add(observations, actions, new TrainingGroup { Name = "made up" });
        return set;
    }
}
