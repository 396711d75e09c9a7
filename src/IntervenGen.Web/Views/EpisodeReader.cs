using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen.Web.Views;

/// <summary>Reads episodes one after the other into one buffer, within limits.</summary>
/// <remarks>One thread; what is returned holds until the next read.</remarks>
internal sealed class EpisodeReader(EpisodeStore store)
{
    // An episode is read, checked and sent as a whole. Ours have tenths of a megabyte.
    private const long MaxBytes = 256 << 20;

    private EpisodeBuffer _steps = new(store.Layout, 0);

    /// <summary>Reads one.</summary>
    /// <exception cref="UsageException">There is none of this number, or it is too large.</exception>
    /// <exception cref="EpisodeFormatException">The bytes do not match their hash.</exception>
    public EpisodeBuffer Read(int episode)
    {
        if ((uint)episode >= (uint)store.Count)
            throw new UsageException($"there is no episode {episode}; the dataset has {store.Count}");
        int steps = store.StepsOf(episode);
        long bytes = (long)steps * store.Layout.Stride;
        if (bytes > MaxBytes)
            throw new UsageException($"episode {episode} has {bytes} bytes; at most {MaxBytes} are shown");
        if (steps > _steps.Capacity)
            _steps = new EpisodeBuffer(store.Layout, steps);
        store.Read(episode, _steps);
        return _steps;
    }
}
