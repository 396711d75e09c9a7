namespace IntervenGen.Episodes.Hdf5;

/// <summary>What a file from others may ask for. Sizes in it are claims: each is held against these and against the file's own
/// length.</summary>
public sealed record Hdf5Limits
{
    /// <summary>Bytes of one array as it is read, at most; where its numbers are converted, with what they were before.</summary>
    public long MaxArrayBytes { get; init; } = 128 << 20;

    /// <summary>Bytes of one chunk after its filters, at most; h5py makes chunks of up to 1 MB. Each filter takes as much again.</summary>
    public int MaxChunkBytes { get; init; } = 16 << 20;

    /// <summary>Bytes of one text, and characters of a list of texts, at most.</summary>
    public int MaxTextBytes { get; init; } = 16 << 20;

    /// <summary>Links in one group, and attributes of one object, at most.</summary>
    public int MaxLinks { get; init; } = 1 << 20;

    /// <summary>
    /// Bytes of an array per byte stored for it, at most; no deflate stream expands by more than 1032. Arrays below
    /// <see cref="FreeBytes"/> may be stored in nothing at all, as fill values are.
    /// </summary>
    public int MaxExpansion { get; init; } = 1032;

    /// <summary>Bytes of an array that need no storage behind them.</summary>
    public long FreeBytes { get; init; } = 1 << 20;
}
