using System.Runtime.ExceptionServices;
using IntervenGen.Core;
using IntervenGen.Interop;

namespace IntervenGen.Simulation;

/// <summary>A pool of lanes on pinned worker threads; created once and reused by every phase of a run.</summary>
/// <remarks>
/// A lane is made on its worker after the worker is pinned, so its memory is local, and stays there for life.
/// Dispatch protocol: (1) the caller publishes the work; (2) each worker's start signal; (3) each worker runs the work on
/// its lanes; (4) the last to finish signals the caller. The signals order memory; nothing else is shared.
/// </remarks>
public sealed class SimulatedBatch : IBatchEnvironment
{
    private readonly Worker[] _workers;
    private readonly CountdownEvent _running = new(1);
    private Action<int, IReadOnlyList<IEnvironment>>? _work;
    private bool _disposed;

    /// <summary>Starts the workers and creates their lanes.</summary>
    /// <param name="task">The task, shared by all lanes; not disposed here.</param>
    /// <param name="lanes">Number of lanes over all workers, at least one per worker.</param>
    /// <param name="workers">Number of worker threads; if more than the available cores, none is pinned.</param>
    /// <param name="stepping">How every lane chooses its substeps.</param>
    /// <param name="firstCore">Index of the first worker's core among this process's own, for batches that run side by side.</param>
    public SimulatedBatch(
        SimulatedTask task, int lanes, int workers, SteppingMode stepping = SteppingMode.Fixed, int firstCore = 0)
        : this(task, lanes, workers, () => new SimulatedLane(task, stepping), firstCore)
    {
    }

    /// <summary>Starts the workers with lanes created by the caller.</summary>
    /// <param name="task">The task, shared by all lanes; not disposed here.</param>
    /// <param name="lanes">Number of lanes over all workers.</param>
    /// <param name="workers">Number of worker threads.</param>
    /// <param name="createLane">Creates one lane, on the thread that will use it.</param>
    /// <param name="firstCore">Index of the first worker's core among this process's own.</param>
    internal SimulatedBatch(SimulatedTask task, int lanes, int workers, Func<SimulatedLane> createLane, int firstCore)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workers);
        ArgumentOutOfRangeException.ThrowIfNegative(firstCore);
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, workers);
        Spec = task.Spec;
        LaneCount = lanes;
        IReadOnlyList<int> cores = Allocation.Current.Cores;
        _workers = new Worker[workers];
        try
        {
            for (int i = 0; i < workers; i++)
            {
                int count = LanesOf(i);
                int core = cores.Count >= firstCore + workers ? cores[firstCore + i] : -1;
                _workers[i] = new Worker(this, i, core, count, createLane);
            }

            RunOnAll(static (_, _) => { }, create: true);
        }
        catch
        {
            // Nobody else can stop the workers that run already, or release their lanes.
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public TaskSpec Spec { get; }

    /// <inheritdoc/>
    public int WorkerCount => _workers.Length;

    /// <inheritdoc/>
    public int LaneCount { get; }

    /// <summary>Whether every worker is pinned to a core of its own; a run reports it if not.</summary>
    public bool IsPinned => _workers.All(worker => worker.Pinned);

    /// <summary>Number of a worker's lanes; the first worker's are the first lanes.</summary>
    public int LanesOf(int worker) => (LaneCount / WorkerCount) + (worker < LaneCount % WorkerCount ? 1 : 0);

    /// <inheritdoc/>
    public void Dispatch(Action<int, IReadOnlyList<IEnvironment>> work) => RunOnAll(work, create: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (Worker? worker in _workers)
            worker?.Stop();
        _running.Dispose();
    }

    private void RunOnAll(Action<int, IReadOnlyList<IEnvironment>> work, bool create)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _work = work;
        _running.Reset(_workers.Length);
        foreach (Worker worker in _workers)
            worker.Start(create);
        _running.Wait();
        _work = null;
        ExceptionDispatchInfo? failure = null;
        foreach (Worker worker in _workers)
            failure ??= worker.TakeFailure();
        failure?.Throw();
    }

    private sealed class Worker
    {
        private readonly SimulatedBatch _owner;
        private readonly int _index, _core, _laneCount;
        private readonly Func<SimulatedLane> _createLane;
        private readonly Thread _thread;
        private readonly SemaphoreSlim _go = new(0);
        private SimulatedLane[] _lanes = [];
        private ExceptionDispatchInfo? _failure;
        private bool _create, _stop;

        public Worker(SimulatedBatch owner, int index, int core, int laneCount, Func<SimulatedLane> createLane)
        {
            _owner = owner;
            _index = index;
            _core = core;
            _laneCount = laneCount;
            _createLane = createLane;
            _thread = new Thread(Loop) { IsBackground = true, Name = $"igen-worker-{index}" };
            _thread.Start();
        }

        public bool Pinned { get; private set; }

        public void Start(bool create)
        {
            _create = create;
            _go.Release();
        }

        public void Stop()
        {
            _stop = true;
            _go.Release();
            _thread.Join();
            _go.Dispose();
        }

        public ExceptionDispatchInfo? TakeFailure()
        {
            ExceptionDispatchInfo? failure = _failure;
            _failure = null;
            return failure;
        }

        private void Loop()
        {
            Pinned = _core >= 0 && ThreadAffinity.TryPin(_core);
            while (true)
            {
                _go.Wait();
                if (_stop)
                    break;
                try
                {
                    if (_create)
                        CreateLanes();
                    else
                        _owner._work!(_index, _lanes);
                }
                catch (Exception exception)
                {
                    _failure = ExceptionDispatchInfo.Capture(exception);
                }

                _owner._running.Signal();
            }

            foreach (SimulatedLane? lane in _lanes)
                lane?.Dispose();
        }

        // One after the other into their places, so that those before one that fails are released too.
        private void CreateLanes()
        {
            _lanes = new SimulatedLane[_laneCount];
            for (int i = 0; i < _laneCount; i++)
                _lanes[i] = _createLane();
        }
    }
}
