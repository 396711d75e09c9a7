using IntervenGen.Core;
using IntervenGen.Generation;
using IntervenGen.Learning;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen.Engine.Tests;

public sealed class EngineTests : IDisposable
{
    private readonly SimulatedTask _task = TaskCatalog.Find("nut-insertion").Open();

    public void Dispose() => _task.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_worker_allocates_from_an_attempts_beginning_to_its_commit(bool batched)
    {
        const int workers = 2, warmUp = 600;
        using RecurrentPolicy policy = Engine.Policy(_task.Spec, batched);
        using var batch = new SimulatedBatch(_task, 8, workers);
        using var sink = new HashingSink();
        var meters = new AllocationMeter[workers];
        int next = -1;
        AttemptRun.Run(
            batch, policy, () => new MeteredProgram(Meter, warmUp), new EpisodeKey(5, SceneSplit.Evaluation, 0, true),
            new RunLimits(int.MaxValue, 90), sink);
        Assert.All(meters, meter => Assert.True(meter.Calls > warmUp + 200, $"only {meter.Calls} steps on a worker"));
        Assert.All(meters, meter => Assert.Equal(0, meter.Bytes));
        Assert.True(meters.Sum(meter => meter.Calls) > 5000);

        // One per worker's thread: a program is made on the worker that will run it.
        AllocationMeter Meter()
        {
            AllocationMeter? own = meters.FirstOrDefault(meter => meter?.Thread == Environment.CurrentManagedThreadId);
            return own ?? (meters[Interlocked.Increment(ref next)] = new AllocationMeter { Thread = Environment.CurrentManagedThreadId });
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_same_bytes_come_out_of_1_and_2_workers_and_of_3_16_and_256_lanes(bool batched)
    {
        const int attempts = 12;
        using RecurrentPolicy policy = Engine.Policy(_task.Spec, batched);
        string expected = Engine.Fingerprint(_task, policy, 16, 1, attempts);
        Assert.Equal(expected, Engine.Fingerprint(_task, policy, 16, 2, attempts));
        Assert.Equal(expected, Engine.Fingerprint(_task, policy, 3, 2, attempts));
        Assert.Equal(expected, Engine.Fingerprint(_task, policy, 256, 2, attempts));
    }

    private sealed class AllocationMeter
    {
        private long _first, _last;

        public int Thread { get; init; }

        public int Calls { get; private set; }

        public long Bytes => _last - _first;

        public void Read(int warmUp)
        {
            _last = GC.GetAllocatedBytesForCurrentThread();
            if (++Calls <= warmUp)
                _first = _last;
        }
    }

    // Looks at the meter once per lane and step, so that everything between two looks is measured.
    private sealed class MeteredProgram(Func<AllocationMeter> meter, int warmUp) : ShortProgram(60)
    {
        private readonly AllocationMeter _meter = meter();

        protected override Decision Decide(Attempt attempt)
        {
            _meter.Read(warmUp);
            return base.Decide(attempt);
        }
    }
}
