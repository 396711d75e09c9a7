using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Episodes.Pictures;

/// <summary>Where the blocks of a file of pictures lie.</summary>
internal sealed class PictureIndex
{
    private readonly List<Entry> _entries = [];

    /// <summary>One block.</summary>
    /// <param name="Offset">Of its header, bytes from the file's start.</param>
    /// <param name="Pictures">How many it holds.</param>
    /// <param name="PayloadBytes">Length behind its header.</param>
    /// <param name="PayloadHash">XxHash3-64 of these.</param>
    internal readonly record struct Entry(long Offset, int Pictures, int PayloadBytes, ulong PayloadHash);

    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>Length of the whole blocks.</summary>
    public long Length { get; private set; }

    public long Pictures { get; private set; }

    /// <summary>Reads the headers from the start, until one is not right.</summary>
    /// <returns>What is wrong behind the last right one; null where nothing is there.</returns>
    public StoreFault? Scan(SafeFileHandle file, string path, PictureFormat format)
    {
        long length = RandomAccess.GetLength(file);
        Span<byte> header = stackalloc byte[PictureBlock.HeaderBytes];
        while (Length < length)
        {
            int read = RandomAccess.Read(file, header, Length);
            if (read < header.Length)
                return StoreFault.Damaged(path, Length, "block header", $"has {read} bytes", $"{header.Length}");
            ulong hash = XxHash3.HashToUInt64(header[..56]), expected = BinaryPrimitives.ReadUInt64LittleEndian(header[56..]);
            if (hash != expected)
                return StoreFault.Hash(path, Length, "hash of a block's header", hash, expected);
            int episode = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
            int pictures = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
            int bytes = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
            long payload = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != PictureBlock.Magic || episode != _entries.Count)
                return StoreFault.Damaged(path, Length, "block", $"is of episode {episode}", $"episode {_entries.Count}");
            if (bytes != format.PictureBytes || pictures < 0 || payload < 4L * (pictures + 1))
                return StoreFault.Damaged(path, Length, "block", $"has {pictures} pictures of {bytes} bytes", $"of {format.PictureBytes}");
            if (payload > int.MaxValue || payload > length - Length - header.Length)
                return StoreFault.Damaged(path, Length, "block", $"has {payload} bytes", $"at most {length - Length - header.Length}");
            Add(pictures, (int)payload, BinaryPrimitives.ReadUInt64LittleEndian(header[24..]));
        }

        return null;
    }

    public void Add(int pictures, int payloadBytes, ulong payloadHash)
    {
        _entries.Add(new Entry(Length, pictures, payloadBytes, payloadHash));
        Length += PictureBlock.HeaderBytes + payloadBytes;
        Pictures += pictures;
    }

    /// <summary>Forgets the last block.</summary>
    public void RemoveLast()
    {
        Entry last = _entries[^1];
        _entries.RemoveAt(_entries.Count - 1);
        Length = last.Offset;
        Pictures -= last.Pictures;
    }

    /// <summary>Reads a block's payload and checks its hash.</summary>
    public StoreFault? Read(SafeFileHandle file, string path, int episode, Span<byte> payload)
    {
        Entry entry = _entries[episode];
        long offset = entry.Offset + PictureBlock.HeaderBytes;
        int done = 0;
        while (done < payload.Length)
        {
            int read = RandomAccess.Read(file, payload[done..], offset + done);
            if (read == 0)
                return StoreFault.Damaged(path, offset + done, "file", "ends", $"{payload.Length - done} further bytes");
            done += read;
        }

        ulong hash = XxHash3.HashToUInt64(payload);
        return hash == entry.PayloadHash ? null : StoreFault.Hash(path, offset, "hash of pictures", hash, entry.PayloadHash);
    }

    public string Digest()
    {
        var hash = new XxHash128();
        Span<byte> numbers = stackalloc byte[16];
        foreach (Entry entry in _entries)
        {
            BinaryPrimitives.WriteInt64LittleEndian(numbers, entry.Pictures);
            BinaryPrimitives.WriteUInt64LittleEndian(numbers[8..], entry.PayloadHash);
            hash.Append(numbers);
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
