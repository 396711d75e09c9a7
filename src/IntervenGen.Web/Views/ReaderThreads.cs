using IntervenGen.Web.Serving;

namespace IntervenGen.Web.Views;

/// <summary>Reads from the disk on threads of their own, so that a disk that hangs takes neither the pool's threads nor the exit.</summary>
/// <remarks>
/// A read that takes too long is given up on: its request is answered, its turn stays taken until the disk answers. So what
/// hangs takes a few threads for each place and a few dozen in all, and never another place's turn. Any thread.
/// </remarks>
/// <param name="maxOfOnePlace">Reads of one place at a time.</param>
/// <param name="patience">How long a read waits for its turn, and how long it may then take.</param>
internal sealed class ReaderThreads(int maxOfOnePlace, TimeSpan patience)
{
    private const int MaxThreads = 32;

    private readonly SemaphoreSlim _threads = new(MaxThreads);
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);

    /// <summary>Reads.</summary>
    /// <param name="name">What is read, as the page names it: reads of the same wait for each other.</param>
    /// <param name="read">Given a token that is cancelled once nobody waits for the result.</param>
    /// <param name="gone">Cancelled when whoever asked does not wait any longer.</param>
    /// <exception cref="BusyException">It took too long.</exception>
    public async Task<T> Read<T>(string name, Func<CancellationToken, T> read, CancellationToken gone)
    {
        Turn turn = await TakeTurn(name, gone).ConfigureAwait(false);
        // It has no timer, so there is nothing to dispose of; the read may outlive this request.
        var abandoned = new CancellationTokenSource();
        Task<T> work = Task.Factory.StartNew(
            () =>
            {
                using (turn)
                    return read(abandoned.Token);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return await work.WaitAsync(patience, gone).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw Busy(name);
        }
        finally
        {
            if (!work.IsCompleted)
                await abandoned.CancelAsync().ConfigureAwait(false);
        }
    }

    private static BusyException Busy(string name) => new($"'{name}' is still being read; try again later");

    private async Task<Turn> TakeTurn(string name, CancellationToken gone)
    {
        Place place;
        lock (_places)
        {
            if (!_places.TryGetValue(name, out place!))
                _places[name] = place = new Place(maxOfOnePlace);
            place.Users++;
        }

        bool hasTurn = false;
        try
        {
            hasTurn = await place.Turns.WaitAsync(patience, gone).ConfigureAwait(false);
            if (!hasTurn || !await _threads.WaitAsync(patience, gone).ConfigureAwait(false))
                throw Busy(name);
            return new Turn(this, name, place);
        }
        catch
        {
            if (hasTurn)
                place.Turns.Release();
            Leave(name, place);
            throw;
        }
    }

    private void Leave(string name, Place place)
    {
        lock (_places)
        {
            if (--place.Users == 0)
                _places.Remove(name);
        }
    }

    private sealed class Place(int max)
    {
        public SemaphoreSlim Turns { get; } = new(max);

        /// <summary>Who reads or waits; under the lock.</summary>
        public int Users { get; set; }
    }

    private sealed class Turn(ReaderThreads owner, string name, Place place) : IDisposable
    {
        public void Dispose()
        {
            owner._threads.Release();
            place.Turns.Release();
            owner.Leave(name, place);
        }
    }
}
