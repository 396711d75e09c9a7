using System.Text.Json.Nodes;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Simulation;

namespace IntervenGen;

/// <summary>How a physics benchmark walks.</summary>
/// <param name="Steps">Control steps of every lane in a round.</param>
/// <param name="Slice">Control steps before the other side takes over.</param>
/// <param name="Rounds">How often the walk is repeated.</param>
/// <param name="Block">Lanes that take turns together.</param>
internal sealed record PhysicsBenchSizes(int Steps, int Slice, int Rounds, int Block);

/// <summary>The engine's substeps per second against mj_step alone, on the same workers, lanes, states and controls.</summary>
internal static class PhysicsBench
{
    private const double Substeps = SimulatedLane.SubstepsPerStep;

    public static JsonObject Run(
        Workspace workspace, RunMonitor monitor, ulong seed, PhysicsBenchSizes sizes, CancellationToken cancellation)
    {
        SimulatedBatch batch = workspace.Batch;
        var walks = new PhysicsWalk[batch.WorkerCount];
        monitor.Say($"  recording {sizes.Steps} control steps of {batch.LaneCount} lanes");
        batch.Dispatch((worker, lanes) =>
        {
            int first = 0;
            for (int other = 0; other < worker; other++)
                first += (batch.LaneCount / batch.WorkerCount) + (other < batch.LaneCount % batch.WorkerCount ? 1 : 0);
            walks[worker] = new PhysicsWalk(lanes, sizes);
            walks[worker].Record(workspace.Entry, seed, first);
        });
        monitor.Say("  all workers");
        (Rates engine, Rates raw) = Measure(batch, walks, sizes, batch.WorkerCount, cancellation);
        (Rates engineAlone, Rates rawAlone) = (engine, raw);
        if (batch.WorkerCount > 1)
        {
            monitor.Say("  one worker");
            (engineAlone, rawAlone) = Measure(batch, walks, sizes, 1, cancellation);
        }

        cancellation.ThrowIfCancellationRequested();
        long steps = walks.Sum(walk => walk.Load.Steps);
        return new JsonObject
        {
            ["task"] = workspace.Spec.Name,
            ["substeps_per_s"] = Math.Round(engine.Median, 1),
            ["raw_substeps_per_s"] = Math.Round(raw.Median, 1),
            ["ratio"] = Math.Round(engine.Median / raw.Median, 4),
            ["alloc_bytes_per_step"] = (double)walks.Sum(walk => walk.Allocated) / walks.Sum(walk => walk.AllocationSteps),
            ["lanes"] = batch.LaneCount,
            ["workers"] = batch.WorkerCount,
            ["pinned"] = batch.IsPinned,
            ["peak_rss_mb"] = BenchMachine.PeakResidentMegabytes(),
            ["scaling"] = Math.Round(engine.Median / engineAlone.Median, 4),
            ["raw_scaling"] = Math.Round(raw.Median / rawAlone.Median, 4),
            ["mean_substeps_per_s"] = Math.Round(engine.Mean, 1),
            ["mean_raw_substeps_per_s"] = Math.Round(raw.Mean, 1),
            ["mean_ratio"] = Math.Round(engine.Mean / raw.Mean, 4),
            ["spread"] = Math.Round(engine.Spread, 4),
            ["raw_spread"] = Math.Round(raw.Spread, 4),
            ["identical"] = walks.All(walk => walk.Differences == 0),
            ["contacts"] = Math.Round((double)walks.Sum(walk => walk.Load.Contacts) / steps, 2),
            ["constraint_rows"] = Math.Round((double)walks.Sum(walk => walk.Load.Rows) / steps, 2),
            ["control_steps"] = sizes.Steps,
            ["rounds"] = sizes.Rounds,
            ["seed"] = seed,
            ["mujoco"] = MuJoCoLibrary.Version,
            ["machine"] = BenchMachine.Describe(),
        };
    }

    private static (Rates Engine, Rates Raw) Measure(
        SimulatedBatch batch, PhysicsWalk[] walks, PhysicsBenchSizes sizes, int workers, CancellationToken cancellation)
    {
        var engine = new BenchTimes[workers];
        var raw = new BenchTimes[workers];
        for (int worker = 0; worker < workers; worker++)
        {
            engine[worker] = new BenchTimes(walks[worker].Pieces, sizes.Rounds);
            raw[worker] = new BenchTimes(walks[worker].Pieces, sizes.Rounds);
        }

        batch.Dispatch((worker, _) =>
        {
            for (int round = 0; worker < workers && round < sizes.Rounds && !cancellation.IsCancellationRequested; round++)
                walks[worker].Round(round, engine[worker], raw[worker]);
        });
        return (Rates.Of(engine, walks), Rates.Of(raw, walks));
    }

    /// <summary>Substeps per second over all workers.</summary>
    private readonly record struct Rates(double Median, double Mean, double Spread)
    {
        public static Rates Of(BenchTimes[] times, PhysicsWalk[] walks)
        {
            double median = 0, mean = 0, spread = 0;
            for (int worker = 0; worker < times.Length; worker++)
            {
                median += walks[worker].Pieces * Substeps / times[worker].MedianSeconds();
                mean += walks[worker].Pieces * Substeps / times[worker].MeanSeconds();
                spread = Math.Max(spread, times[worker].Spread());
            }

            return new Rates(median, mean, spread);
        }
    }
}
