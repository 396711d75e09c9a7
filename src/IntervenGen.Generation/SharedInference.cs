using System.Runtime.ExceptionServices;
using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>One thread that evaluates the lanes of all workers in batched calls, with two half-batches in flight: for a GPU.</summary>
/// <remarks>
/// Each half has a session with a row for every lane of that half, of whatever worker. Protocol, under one lock: (1) a
/// worker lists its lanes of a half and raises its ticket; (2) the thread takes every ticket raised for one half, without
/// waiting for the others, and evaluates their rows in one call; (3) it lowers them and wakes the workers. A worker whose
/// half is being evaluated steps its other half. Which tickets share a call is chance; that a row's action does not depend
/// on it is the session's promise. Nothing allocates after construction.
/// </remarks>
internal sealed class SharedInference : IDisposable
{
    private const int HalfCount = 2;

    // Not a Lock: the first thread that has to wait for one allocates what it waits on.
    private readonly object _lock = new();
    private readonly SemaphoreSlim _raised = new(0);
    private readonly IPolicySession?[] _sessions = new IPolicySession?[HalfCount];
    private readonly Ticket[,] _tickets;
    private readonly int[] _rows;
    private readonly Thread _thread;
    private volatile bool _stop;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Opens the sessions and starts the thread.</summary>
    /// <param name="policy">The policy; only the new thread uses its sessions.</param>
    /// <param name="lanesOfWorker">Number of lanes of every worker.</param>
    public SharedInference(IBatchPolicy policy, IReadOnlyList<int> lanesOfWorker)
    {
        _tickets = new Ticket[lanesOfWorker.Count, HalfCount];
        _rows = new int[lanesOfWorker.Sum()];
        try
        {
            Open(policy, lanesOfWorker);
            _thread = new Thread(Serve) { IsBackground = true, Name = "igen-inference" };
            _thread.Start();
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <summary>The inference of one worker: its own lanes, in two halves.</summary>
    public LaneInference ForWorker(int worker) => new WorkerSide(this, worker);

    /// <summary>Ends the thread; no worker may be waiting.</summary>
    public void Dispose()
    {
        _stop = true;
        _raised.Release();
        _thread.Join();
        Release();
    }

    private void Open(IBatchPolicy policy, IReadOnlyList<int> lanesOfWorker)
    {
        for (int half = 0; half < HalfCount; half++)
        {
            int row = 0;
            for (int worker = 0; worker < lanesOfWorker.Count; worker++)
            {
                int middle = (lanesOfWorker[worker] + 1) / 2;
                (int first, int end) = half == 0 ? (0, middle) : (middle, lanesOfWorker[worker]);
                _tickets[worker, half] = new Ticket(first, end, row);
                row += end - first;
            }

            _sessions[half] = row > 0 ? policy.CreateSession(row) : null;
        }
    }

    private void Release()
    {
        foreach (IPolicySession? session in _sessions)
            session?.Dispose();
        foreach (Ticket? ticket in _tickets)
            ticket?.Done.Dispose();
        _raised.Dispose();
    }

    private void Serve()
    {
        for (int half = 0; ; half = 1 - half)
        {
            _raised.Wait();
            if (_stop)
                return;
            // The signal may have been for the other half, or its ticket may have gone with an earlier call.
            int count = Collect(half);
            if (count == 0)
            {
                half = 1 - half;
                count = Collect(half);
            }

            if (count == 0)
                continue;
            try
            {
                if (_failure is null)
                    _sessions[half]!.Infer(_rows.AsSpan(0, count));
            }
            catch (Exception exception)
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
            }

            Return(half);
        }
    }

    private int Collect(int half)
    {
        int count = 0;
        lock (_lock)
        {
            for (int worker = 0; worker < _tickets.GetLength(0); worker++)
            {
                Ticket ticket = _tickets[worker, half];
                if (ticket.State != TicketState.Raised)
                    continue;
                ticket.State = TicketState.Taken;
                ticket.Rows.AsSpan(0, ticket.Count).CopyTo(_rows.AsSpan(count));
                count += ticket.Count;
            }
        }

        return count;
    }

    private void Return(int half)
    {
        lock (_lock)
        {
            for (int worker = 0; worker < _tickets.GetLength(0); worker++)
            {
                Ticket ticket = _tickets[worker, half];
                if (ticket.State != TicketState.Taken)
                    continue;
                ticket.State = TicketState.Idle;
                ticket.Done.Release();
            }
        }
    }

    private enum TicketState
    {
        Idle,
        Raised,
        Taken,
    }

    // One worker's lanes of one half: lane `First + i` is row `FirstRow + i` of the half's session.
    private sealed class Ticket(int first, int end, int firstRow)
    {
        public readonly int First = first, End = end, FirstRow = firstRow;
        public readonly int[] Rows = new int[end - first];
        public readonly SemaphoreSlim Done = new(0);
        public TicketState State;
        public int Count;
        public bool Waited;
    }

    private sealed class WorkerSide(SharedInference owner, int worker) : LaneInference
    {
        public override int Halves => HalfCount;

        public override (int First, int End) Lanes(int half) =>
            (owner._tickets[worker, half].First, owner._tickets[worker, half].End);

        public override void Begin(int lane, in EpisodeKey key)
        {
            (IPolicySession session, int row) = Place(lane);
            session.Begin(row, key);
        }

        public override Span<float> Observation(int lane)
        {
            (IPolicySession session, int row) = Place(lane);
            return session.Observation(row);
        }

        public override ReadOnlySpan<float> Action(int lane)
        {
            (IPolicySession session, int row) = Place(lane);
            return session.Action(row);
        }

        public override void Submit(int half, ReadOnlySpan<int> lanes)
        {
            Ticket ticket = owner._tickets[worker, half];
            for (int i = 0; i < lanes.Length; i++)
                ticket.Rows[i] = ticket.FirstRow + lanes[i] - ticket.First;
            ticket.Count = lanes.Length;
            ticket.Waited = false;
            lock (owner._lock)
                ticket.State = TicketState.Raised;
            owner._raised.Release();
        }

        public override void Await(int half)
        {
            Ticket ticket = owner._tickets[worker, half];
            if (!ticket.Waited)
                ticket.Done.Wait();
            ticket.Waited = true;
            owner._failure?.Throw();
        }

        // What was submitted must have come back before the sessions go.
        public override void Dispose()
        {
            for (int half = 0; half < HalfCount; half++)
            {
                Ticket ticket = owner._tickets[worker, half];
                if (ticket.Count > 0 && !ticket.Waited)
                    ticket.Done.Wait();
                ticket.Waited = true;
            }
        }

        private (IPolicySession Session, int Row) Place(int lane)
        {
            int half = lane < owner._tickets[worker, 0].End ? 0 : 1;
            Ticket ticket = owner._tickets[worker, half];
            return (owner._sessions[half]!, ticket.FirstRow + lane - ticket.First);
        }
    }
}
