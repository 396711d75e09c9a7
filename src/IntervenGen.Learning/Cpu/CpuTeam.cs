using System.Runtime.ExceptionServices;

namespace IntervenGen.Learning.Cpu;

/// <summary>A few threads that carry out one phase of a gradient step together.</summary>
/// <remarks>
/// Own threads, because a phase is a millisecond and its parts are equal: a pool would only add its own queue.
/// <list type="number">
/// <item>The caller writes the work and the count of the running, then raises the round: a full fence that publishes both.</item>
/// <item>A worker sees the new round, spinning first and then asleep under the lock, and does its part.</item>
/// <item>It lowers the count: a full fence that publishes its results. The last one wakes the caller, which reads the count.</item>
/// </list>
/// Nobody is missed: whoever goes to sleep counts itself as sleeping, then looks once more; whoever wakes changes what is looked at,
/// then reads that count. Both are full fences, so one of the two sees the other.
/// </remarks>
internal sealed class CpuTeam : IDisposable
{
    // About 20 µs: longer than the unequal ends of a phase, shorter than a time slice that another program could use.
    private const int Spins = 400, SpinLength = 8;

    private readonly object _gate = new();
    private readonly Thread[] _threads;
    private Action<int, int>? _work;
    private Exception? _failure;
    private int _round, _running, _sleeping;
    private bool _stop;

    /// <summary>Starts the threads; the caller of <see cref="Run"/> is one more.</summary>
    public CpuTeam(int size)
    {
        Size = size;
        _threads = new Thread[size - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int part = i + 1;
            _threads[i] = new Thread(() => Loop(part)) { IsBackground = true, Name = $"gradient {part}" };
            _threads[i].Start();
        }
    }

    /// <summary>Number of threads, including the caller's.</summary>
    public int Size { get; }

    /// <summary>Runs work(part, parts) once for every part, the caller being part 0, and waits for all.</summary>
    /// <remarks>Allocates nothing. The first exception of a part is thrown here, once all have ended.</remarks>
    /// <exception cref="ObjectDisposedException">The threads have been disposed of.</exception>
    public void Run(Action<int, int> work)
    {
        ObjectDisposedException.ThrowIf(_stop, this);
        if (Size == 1)
        {
            work(0, 1);
            return;
        }

        _work = work;
        _failure = null;
        _running = Size - 1;
        Interlocked.Increment(ref _round);
        Wake();
        Do(work, 0);
        int spins = 0;
        while (Volatile.Read(ref _running) > 0)
        {
            if (++spins <= Spins)
                Thread.SpinWait(SpinLength);
            else
                SleepUntilDone();
        }

        if (_failure is { } failure)
            ExceptionDispatchInfo.Throw(failure);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Volatile.Write(ref _stop, true);
        Interlocked.Increment(ref _round);
        Wake();
        foreach (Thread thread in _threads)
            thread.Join();
    }

    private void Loop(int part)
    {
        int seen = 0;
        while (true)
        {
            int spins = 0;
            while (Volatile.Read(ref _round) == seen)
            {
                if (++spins <= Spins)
                    Thread.SpinWait(SpinLength);
                else
                    SleepUntilAfter(seen);
            }

            seen++;
            if (Volatile.Read(ref _stop))
                return;
            Do(_work!, part);
            if (Interlocked.Decrement(ref _running) == 0)
                Wake();
        }
    }

    private void SleepUntilAfter(int seen)
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _sleeping);
            while (Volatile.Read(ref _round) == seen)
                Monitor.Wait(_gate);
            Interlocked.Decrement(ref _sleeping);
        }
    }

    private void SleepUntilDone()
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _sleeping);
            while (Volatile.Read(ref _running) > 0)
                Monitor.Wait(_gate);
            Interlocked.Decrement(ref _sleeping);
        }
    }

    private void Wake()
    {
        if (Volatile.Read(ref _sleeping) == 0)
            return;
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    private void Do(Action<int, int> work, int part)
    {
        try
        {
            work(part, Size);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
        }
    }
}
