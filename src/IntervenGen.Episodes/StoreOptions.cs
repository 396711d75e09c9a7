namespace IntervenGen.Episodes;

/// <summary>Sizes of a new store's files; its content does not depend on them.</summary>
public sealed record StoreOptions
{
    /// <summary>Size of a shard, bytes. Rounded up to whole pages and to what one episode of full horizon needs.</summary>
    public long ShardBytes { get; init; } = 64L << 20;
}
