using System.IO.Hashing;

namespace IntervenGen.Episodes;

/// <summary>XxHash128 over identity and content, independent of how the content is cut into shards.</summary>
internal sealed class ContentDigest
{
    private readonly XxHash128 _hash = new();
    private readonly byte[] _header = new byte[BlockHeader.Size];

    public ContentDigest(StoreManifest manifest) => _hash.Append(manifest.DigestedIdentity());

    public void Add(in BlockHeader header, ReadOnlySpan<byte> payload)
    {
        header.WriteTo(_header);
        _hash.Append(_header.AsSpan(0, BlockHeader.ContentSize));
        _hash.Append(payload);
    }

    public override string ToString() => Convert.ToHexStringLower(_hash.GetCurrentHash());
}
