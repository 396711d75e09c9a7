using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using IntervenGen.Core;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>An episode as the writer takes it: its steps, and the observation after the last.</summary>
internal sealed record PreparedEpisode(EpisodeBuffer Steps, float[] LastObservation);

/// <summary>Reads the next episode, and lets the physics tell its last observation, while the one before is written.</summary>
/// <remarks>
/// A few buffers go round between two threads. Physics is a quarter of an export's time (0.65 of 2.4 s of processor time per
/// 1000 episodes of Nut Insertion), and libhdf5 cannot be called twice at a time anyway.
/// </remarks>
internal sealed class EpisodeReadAhead : IDisposable
{
    // Enough that a thread which the system puts aside for a moment does not hold the other one up.
    private const int Buffers = 16;

    private readonly BlockingCollection<PreparedEpisode> _ready = [], _free = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private Exception? _failure;

    /// <summary>Starts reading.</summary>
    /// <param name="store">The store.</param>
    /// <param name="lastObservation">Tells what follows an episode's last action; null where nobody asks.</param>
    /// <param name="order">Indices of the episodes to read, in order; null for all.</param>
    public EpisodeReadAhead(EpisodeStore store, ILastObservation? lastObservation, IReadOnlyList<int>? order = null)
    {
        int longest = Enumerable.Range(0, store.Count).Select(store.StepsOf).DefaultIfEmpty(0).Max();
        LongestEpisode = Math.Max(1, longest);
        for (int i = 0; i < Buffers; i++)
            _free.Add(new PreparedEpisode(new EpisodeBuffer(store.Layout, LongestEpisode), new float[store.Layout.ObservationSize]));
        order ??= [.. Enumerable.Range(0, store.Count)];
        _thread = new Thread(() => Read(store, lastObservation, order)) { IsBackground = true, Name = "episode read-ahead" };
        _thread.Start();
    }

    /// <summary>Steps of the longest episode, at least 1.</summary>
    public int LongestEpisode { get; }

    /// <summary>The next episode; give it back when it is written.</summary>
    /// <exception cref="EpisodeFormatException">It cannot be read.</exception>
    public PreparedEpisode Take()
    {
        if (_ready.TryTake(out PreparedEpisode? episode, Timeout.Infinite))
            return episode;
        ExceptionDispatchInfo.Throw(_failure ?? new InvalidOperationException("all episodes were taken"));
        return episode;
    }

    public void GiveBack(PreparedEpisode episode) => _free.Add(episode);

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _ready.Dispose();
        _free.Dispose();
        _stop.Dispose();
    }

    private void Read(EpisodeStore store, ILastObservation? lastObservation, IReadOnlyList<int> order)
    {
        try
        {
            foreach (int i in order)
            {
                PreparedEpisode episode = _free.Take(_stop.Token);
                store.Read(i, episode.Steps);
                FiniteSteps.Require(episode.Steps, store.Describe(i));
                if (episode.Steps.Count > 0)
                    lastObservation?.After(episode.Steps, episode.Steps.Count - 1, episode.LastObservation);
                _ready.Add(episode, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The taker has left.
        }
        catch (Exception exception)
        {
            _failure = exception;
        }
        finally
        {
            _ready.CompleteAdding();
        }
    }
}
