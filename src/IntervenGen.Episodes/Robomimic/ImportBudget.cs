using IntervenGen.Core;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>What an import may take of memory and disk: in proportion to the file, so that a small one cannot fill a disk.</summary>
internal sealed class ImportBudget(string path, long length)
{
    /// <summary>Bytes of one imported episode, at most; a step is about 2 kB, so this is over an hour at 20 Hz.</summary>
    public const long MaxEpisodeBytes = 64 << 20;

    // The widest steps here take 13 times the fewest bytes that a source can be compressed to.
    private const long BytesPerByte = 64, FreeBytes = 256 << 20;

    private readonly long _total = FreeBytes + (BytesPerByte * length);
    private long _taken;

    /// <summary>Size of the store's shards: what the exported store had, unless the file is too small to need that.</summary>
    public static long ShardBytes(long length, long wanted) =>
        Math.Min(wanted, Math.Max(new StoreOptions().ShardBytes, BytesPerByte * length));

    /// <summary>Refuses a demonstration that is too long, before anything of it is read.</summary>
    public static void RequireSteps(string path, string place, long steps, EpisodeLayout layout)
    {
        if (steps * layout.Stride > MaxEpisodeBytes)
            throw new EpisodeFormatException(
                $"'{path}', {place}: {steps} steps of {layout.Stride} bytes; at most {MaxEpisodeBytes / layout.Stride} are imported as " +
                "one episode");
    }

    /// <summary>Counts an episode.</summary>
    public void Take(EpisodeBuffer episode, string place)
    {
        _taken += episode.Bytes.Length;
        if (_taken > _total)
            throw new EpisodeFormatException(
                $"'{path}', {place}: the episodes so far take {_taken} bytes, from {length} there; at most {_total} are " +
                "imported");
    }
}
