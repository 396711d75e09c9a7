using System.Diagnostics;
using System.Security.Cryptography;
using IntervenGen.Core;
using IntervenGen.Generation;
using IntervenGen.Generation.Tests;

namespace IntervenGen.Benchmarks.Micro;

/// <summary>The attempt loop with far more workers than cores and next to no physics: what the lock and the order of commits cost.</summary>
/// <remarks>A point that moves takes the place of a robot, so that an attempt is microseconds and not a tenth of a second.</remarks>
internal static class ManyWorkers
{
    private const int Rounds = 5;

    /// <summary>Runs the same attempts with 1 to 256 workers, and compares what was kept.</summary>
    public static void Run(int attempts)
    {
        int[] counts = [1, 2, 4, 16, 64, 256];
        var seconds = counts.ToDictionary(count => count, _ => new double[Rounds]);
        var contended = counts.ToDictionary(count => count, _ => 0L);
        var kept = new HashSet<string>();
        for (int round = 0; round < Rounds; round++)
        {
            foreach (int workers in counts)
            {
                var store = new MemoryStore();
                using var batch = new PointBatch(4 * workers, workers);
                long contentions = Monitor.LockContentionCount;
                var clock = Stopwatch.StartNew();
                RunReport report = AttemptRun.Run(
                    batch, new BelievingPolicy(), () => new InterventionProgram(new PointOperator()),
                    new EpisodeKey(1, SceneSplit.Generation, 0, true), new RunLimits(int.MaxValue, attempts), store);
                seconds[workers][round] = clock.Elapsed.TotalSeconds;
                contended[workers] += Monitor.LockContentionCount - contentions;
                kept.Add($"{report.Attempts} attempts, {Convert.ToHexStringLower(SHA256.HashData(store.AllBytes()))[..16]}");
            }
        }

        double one = Median(seconds[1]);
        foreach (int workers in counts)
        {
            double median = Median(seconds[workers]);
            Console.WriteLine(FormattableString.Invariant(
                $"{workers,4} workers {attempts / median,10:0} attempts/s   {one / median,5:0.00} of one worker   ")
                + FormattableString.Invariant($"{contended[workers] / Rounds,7} waits for a lock"));
        }

        Console.WriteLine($"kept by all: {string.Join("; ", kept)}");
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
