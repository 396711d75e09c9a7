using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace IntervenGen.Generation.Tests;

/// <summary>What listeners to a run's instruments are told.</summary>
public sealed class RunMeterTests
{
    [Fact]
    public void Every_attempt_success_and_step_of_a_run_is_counted_and_its_time_has_parts()
    {
        var sums = new ConcurrentDictionary<string, double>();
        int thread = Environment.CurrentManagedThreadId;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == RunMeter.Name)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        // The one lane of this run is stepped on this thread; other tests run on theirs.
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument.Name, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add($"{instrument.Name} {tags[0].Value}", value));
        listener.Start();
        IReadOnlyList<SourceSegment> recoveries = PointRun.Recoveries();
        // Those were attempts too.
        sums.Clear();
        MemoryStore store = PointRun.Run(
            new ReplayedRecoveryProgram(recoveries, new GenerationOptions()), new RunLimits(int.MaxValue, 30), policy: new BelievingPolicy());
        Assert.Equal(30, sums["igen.attempts"]);
        Assert.Equal(store.KeptCount, sums["igen.successes"]);
        Assert.Equal(Enumerable.Range(0, store.Count).Sum(episode => store.Read(episode).Count), sums["igen.steps"]);
        Assert.True(sums["igen.worker.time physics"] > 0);
        Assert.True(sums["igen.worker.time policy"] > 0);

        void Add(string name, double value)
        {
            if (Environment.CurrentManagedThreadId == thread)
                sums.AddOrUpdate(name, value, (_, sum) => sum + value);
        }
    }
}
