namespace IntervenGen.Episodes.Hdf5;

/// <summary>One stored chunk.</summary>
/// <param name="Offset">Index of its first element in every direction.</param>
/// <param name="Address">Where it lies.</param>
/// <param name="Bytes">Stored bytes; −1 where it is as large as a whole chunk.</param>
/// <param name="Mask">Which filters it passed by, a bit each.</param>
internal readonly record struct Chunk(long[] Offset, long Address, long Bytes, uint Mask);

/// <summary>Lists the stored chunks of an array.</summary>
internal static class ChunkIndex
{
    private const byte ChunkNode = 1, PlainRecord = 10, FilteredRecord = 11;

    /// <summary>Stored chunks, each once, in the index's order.</summary>
    public static IEnumerable<Chunk> Chunks(FileBytes file, DataLayout.Chunked layout, long[] shape, bool isFiltered) =>
        layout.Address < 0 ? []
        : layout.Kind switch
        {
            ChunkIndexKind.BTree1 => FromBTree1(file, layout),
            ChunkIndexKind.Single => [new Chunk(new long[shape.Length], layout.Address, layout.SingleBytes, layout.SingleMask)],
            ChunkIndexKind.Implicit => Implicit(layout, shape),
            ChunkIndexKind.FixedArray => FixedArrayIndex.Chunks(file, layout, shape, isFiltered),
            _ => FromBTree2(file, layout, isFiltered),
        };

    /// <summary>How many chunks an array has in every direction, filled or not.</summary>
    public static long[] Grid(DataLayout.Chunked layout, long[] shape)
    {
        var grid = new long[shape.Length];
        for (int i = 0; i < grid.Length; i++)
            grid[i] = (shape[i] / layout.Sizes[i]) + (shape[i] % layout.Sizes[i] > 0 ? 1 : 0);
        return grid;
    }

    /// <summary>First element of the chunk with a running number, row-major.</summary>
    public static long[] OffsetOf(long number, long[] grid, DataLayout.Chunked layout)
    {
        var offset = new long[grid.Length];
        for (int i = grid.Length - 1; i >= 0; i--)
        {
            offset[i] = number % grid[i] * layout.Sizes[i];
            number /= grid[i];
        }

        return offset;
    }

    private static IEnumerable<Chunk> Implicit(DataLayout.Chunked layout, long[] shape)
    {
        long[] grid = Grid(layout, shape);
        long count = grid.Aggregate(1L, Dataspace.Saturated), bytes = layout.Sizes.Aggregate(
            (long)layout.ElementBytes, Dataspace.Saturated);
        for (long i = 0; i < count; i++)
            yield return new Chunk(OffsetOf(i, grid, layout), layout.Address + Dataspace.Saturated(i, bytes), -1, 0);
    }

    private static IEnumerable<Chunk> FromBTree1(FileBytes file, DataLayout.Chunked layout)
    {
        int rank = layout.Sizes.Length;
        // A size, a mask, and an offset in every direction and inside the element.
        foreach (BTree1Entry entry in BTree1.Leaves(file, layout.Address, ChunkNode, keyBytes: 8 + (8 * (rank + 1))))
        {
            var cursor = new ByteCursor(file, entry.Key, layout.Address, "chunk");
            long bytes = cursor.UInt32();
            uint mask = cursor.UInt32();
            var offset = new long[rank];
            for (int i = 0; i < rank; i++)
                offset[i] = cursor.Length();
            yield return new Chunk(offset, entry.Child, bytes, mask);
        }
    }

    private static IEnumerable<Chunk> FromBTree2(FileBytes file, DataLayout.Chunked layout, bool isFiltered)
    {
        int rank = layout.Sizes.Length;
        var tree = new BTree2(file, layout.Address, isFiltered ? FilteredRecord : PlainRecord);
        int sizeBytes = isFiltered ? tree.RecordBytes - 12 - (8 * rank) : 0;
        if (isFiltered && sizeBytes is < 1 or > 8)
            throw file.Damaged(layout.Address, $"a chunk's record of {tree.RecordBytes} bytes");
        foreach (byte[] record in tree.Records())
        {
            var cursor = new ByteCursor(file, record, layout.Address, "chunk");
            long address = cursor.Address(), bytes = isFiltered ? cursor.UInt(sizeBytes) : -1;
            uint mask = isFiltered ? cursor.UInt32() : 0;
            var offset = new long[rank];
            for (int i = 0; i < rank; i++)
                offset[i] = Dataspace.Saturated(cursor.Length(), layout.Sizes[i]);
            yield return new Chunk(offset, address, bytes, mask);
        }
    }
}
