using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation.Tests;

/// <summary>Point worlds on threads of their own.</summary>
internal sealed class PointBatch(int lanes, int workers, double touch = 0.005) : IBatchEnvironment
{
    private readonly IEnvironment[][] _lanes =
        [.. Enumerable.Range(0, workers).Select(worker => Enumerable.Range(0, (lanes / workers) + (worker < lanes % workers ? 1 : 0))
            .Select(_ => (IEnvironment)new PointWorld(touch: touch)).ToArray())];

    public TaskSpec Spec => PointWorld.Point;

    public int WorkerCount => workers;

    public int LaneCount => lanes;

    public void Dispatch(Action<int, IReadOnlyList<IEnvironment>> work)
    {
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, workers).Select(w => new Thread(() =>
        {
            try
            {
                work(w, _lanes[w]);
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        if (failure is not null)
            throw failure;
    }

    public void Dispose()
    {
    }
}

/// <summary>Flies to where it believes the target is, and closes its hand there.</summary>
internal sealed class BelievingPolicy(bool servesAllLanes = false, int failingCall = int.MaxValue) : IBatchPolicy
{
    private int _calls;

    public bool ServesAllLanes => servesAllLanes;

    public int ObservationSize => 6;

    public int ActionSize => 7;

    public IPolicySession CreateSession(int rows) => new Session(this, rows);

    private void Count()
    {
        if (Interlocked.Increment(ref _calls) == failingCall)
            throw new FormatException("on purpose");
    }

    public void Dispose()
    {
    }

    private sealed class Session(BelievingPolicy owner, int rows) : IPolicySession
    {
        private readonly float[] _observations = new float[6 * rows];
        private readonly float[] _actions = new float[7 * rows];
        private readonly int[] _steps = new int[rows];

        public int Rows => rows;

        public Span<float> Observation(int row) => _observations.AsSpan(6 * row, 6);

        public ReadOnlySpan<float> Action(int row) => _actions.AsSpan(7 * row, 7);

        public void Begin(int row, in EpisodeKey key) => _steps[row] = 0;

        public void Infer(ReadOnlySpan<int> active)
        {
            owner.Count();
            foreach (int row in active)
            {
                Span<float> o = Observation(row), a = _actions.AsSpan(7 * row, 7);
                a.Clear();
                for (int i = 0; i < 3; i++)
                    a[i] = Math.Clamp((o[i] - o[3 + i]) * 5, -0.5f, 0.5f);
                a[6] = ++_steps[row] > 60 ? 1 : -1;
            }
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>Knows the true target; takes over two steps after a collision, backs off, goes there and closes.</summary>
internal sealed class PointOperator : IOperator
{
    private int _steps, _delay;

    public string Label => "scripted";

    public void Begin(IEnvironment environment, in EpisodeKey key) => (_steps, _delay) = (0, 2);

    public bool WantsControl(IEnvironment environment) => environment.IsRevealed && _delay-- <= 0;

    public bool Act(IEnvironment environment, Span<float> action)
    {
        Pose target = environment.TruePose(0);
        if (environment.IsSuccess || _steps++ > 80)
            return false;
        Vec3 above = target.Position + (_steps < 4 ? new Vec3(0, 0, 0.1) : Vec3.Zero);
        Vec3 step = (above - environment.WorldFromEef.Position).LimitedTo(0.05);
        bool near = (target.Position - environment.WorldFromEef.Position).Length < 0.002;
        environment.ActionToward(new Pose(environment.WorldFromEef.Position + step, target.Orientation), near ? 1 : -1, action);
        return true;
    }
}

/// <summary>Looks on for ever, and does nothing when it is its turn.</summary>
internal class NeverOperator : IOperator
{
    public string Label => "scripted";

    public void Begin(IEnvironment environment, in EpisodeKey key)
    {
    }

    public bool WantsControl(IEnvironment environment) => false;

    public virtual bool Act(IEnvironment environment, Span<float> action) => false;
}

/// <summary>Keeps everything in memory, as a sink and as a source.</summary>
internal sealed class MemoryStore(TaskSpec? spec = null) : IEpisodeSink, IEpisodeSource
{
    private readonly List<EpisodeBuffer> _episodes = [];
    private readonly List<EpisodeSummary> _kept = [];

    public List<EpisodeSummary> Attempts { get; } = [];

    public bool KeepsFailures { get; init; }

    public long NextAttempt => Attempts.Count;

    public int KeptCount => _kept.Count;

    public string Task => (spec ?? PointWorld.Point).Name;

    public EpisodeLayout Layout { get; } = new(spec ?? PointWorld.Point);

    public int Count => _episodes.Count;

    public EpisodeSummary Summary(int episode) => _kept[episode];

    public EpisodeBuffer Read(int episode) => _episodes[episode];

    public void Append(in EpisodeSummary summary, EpisodeBuffer? episode)
    {
        if (summary.Attempt != NextAttempt)
            throw new InvalidOperationException($"attempt {summary.Attempt} came where {NextAttempt} was due");
        Attempts.Add(summary);
        if (episode is null)
            return;
        var copy = new EpisodeBuffer(Layout, Math.Max(1, episode.Count));
        episode.Bytes.CopyTo(copy.SetCount(episode.Count));
        _episodes.Add(copy);
        _kept.Add(summary);
    }

    public byte[] AllBytes() => [.. _episodes.SelectMany(episode => episode.Bytes.ToArray())];
}
