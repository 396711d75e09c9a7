namespace IntervenGen.Episodes.Hdf5;

/// <summary>How the chunks of an array are found; numbers of the file format, version 4, and the older B-tree.</summary>
internal enum ChunkIndexKind
{
    BTree1 = 0,
    Single = 1,
    Implicit = 2,
    FixedArray = 3,
    ExtensibleArray = 4,
    BTree2 = 5,
}

/// <summary>Where the elements of an array lie.</summary>
internal abstract record DataLayout
{
    private const byte CompactClass = 0, ContiguousClass = 1, ChunkedClass = 2, VirtualClass = 3;
    private const int MaxChunkRank = 33;

    /// <summary>In the header itself.</summary>
    internal sealed record Compact(byte[] Data) : DataLayout;

    /// <summary>In one piece; address −1 where nothing was ever written.</summary>
    internal sealed record Contiguous(long Address, long Bytes) : DataLayout;

    /// <summary>In chunks.</summary>
    /// <param name="Kind">How they are found.</param>
    /// <param name="Address">Address of the index, or of the only chunk; −1 where nothing was ever written.</param>
    /// <param name="Sizes">Shape of a chunk, in elements.</param>
    /// <param name="ElementBytes">Bytes of an element.</param>
    /// <param name="SingleBytes">Stored bytes of the only chunk where it is filtered; else −1.</param>
    /// <param name="SingleMask">Which filters that chunk passed by.</param>
    /// <param name="PageBits">Size of a fixed array's pages.</param>
    internal sealed record Chunked(
        ChunkIndexKind Kind, long Address, long[] Sizes, int ElementBytes, long SingleBytes, uint SingleMask, int PageBits) : DataLayout;

    public static DataLayout Parse(FileBytes file, ByteCursor cursor)
    {
        byte version = cursor.Byte();
        if (version is 1 or 2)
            throw cursor.Unsupported("its arrays are laid out as before HDF5 1.6; write it anew with 'h5repack IN OUT'");
        if (version is not (3 or 4))
            throw cursor.Unsupported($"an array's layout of version {version}, newer than what is read here (up to 4)");
        byte kind = cursor.Byte();
        return kind switch
        {
            CompactClass => new Compact(cursor.Take(cursor.UInt16()).ToArray()),
            ContiguousClass => new Contiguous(cursor.Address(), cursor.Length()),
            ChunkedClass => version == 3 ? OldChunks(cursor) : NewChunks(cursor),
            VirtualClass => throw cursor.Unsupported(
                "the array is a virtual dataset, put together from other files, which are not opened; write it anew with 'h5repack IN " +
                "OUT'"),
            _ => throw cursor.Damaged($"an array's layout of class {kind}"),
        };
    }

    private static Chunked OldChunks(ByteCursor cursor)
    {
        int rank = Rank(cursor.Byte(), cursor);
        long address = cursor.Address();
        return Create(cursor, ChunkIndexKind.BTree1, address, ReadSizes(ref cursor, rank, 4), -1, 0, 0);
    }

    private static Chunked NewChunks(ByteCursor cursor)
    {
        const byte singleIsFiltered = 2;
        byte flags = cursor.Byte();
        int rank = Rank(cursor.Byte(), cursor), sizeBytes = cursor.Byte();
        if (sizeBytes is < 1 or > 8)
            throw cursor.Damaged($"chunk sizes of {sizeBytes} bytes");
        long[] sizes = ReadSizes(ref cursor, rank, sizeBytes);
        var kind = (ChunkIndexKind)cursor.Byte();
        long singleBytes = -1;
        uint singleMask = 0;
        int pageBits = 0;
        switch (kind)
        {
            case ChunkIndexKind.Single when (flags & singleIsFiltered) != 0:
                singleBytes = cursor.Length();
                singleMask = cursor.UInt32();
                break;
            case ChunkIndexKind.Single or ChunkIndexKind.Implicit:
                break;
            case ChunkIndexKind.FixedArray:
                pageBits = cursor.Byte();
                break;
            case ChunkIndexKind.BTree2:
                cursor.Skip(6);
                break;
            case ChunkIndexKind.ExtensibleArray:
                throw cursor.Unsupported(
                    "a resizable array in the newest layout (an extensible array of chunks), which is not read; write the file anew " +
                    "with 'h5repack --high=1 IN OUT'");
            default:
                throw cursor.Damaged($"a chunk index of kind {(int)kind}");
        }

        return Create(cursor, kind, cursor.Address(), sizes, singleBytes, singleMask, pageBits);
    }

    private static int Rank(int written, ByteCursor cursor) =>
        written is > 1 and <= MaxChunkRank ? written : throw cursor.Damaged($"chunks of rank {written - 1}");

    private static long[] ReadSizes(ref ByteCursor cursor, int rank, int bytes)
    {
        var sizes = new long[rank];
        for (int i = 0; i < rank; i++)
            sizes[i] = cursor.UInt(bytes);
        return sizes;
    }

    // The last size is that of an element, in bytes.
    private static Chunked Create(
        ByteCursor cursor, ChunkIndexKind kind, long address, long[] sizes, long singleBytes, uint singleMask, int pageBits) =>
        sizes.All(size => size is > 0 and <= int.MaxValue)
            ? new Chunked(kind, address, sizes[..^1], (int)sizes[^1], singleBytes, singleMask, pageBits)
            : throw cursor.Damaged($"chunks of {string.Join(" × ", sizes)}");
}
