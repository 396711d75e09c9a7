namespace IntervenGen.Episodes;

/// <summary>How a new store is cut into files; its content does not depend on it.</summary>
public sealed record StoreOptions
{
    /// <summary>Size of a shard, bytes. Rounded up to whole pages and to what one episode of full horizon needs.</summary>
    public long ShardBytes { get; init; } = 64L << 20;
}
