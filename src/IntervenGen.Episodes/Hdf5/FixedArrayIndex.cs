namespace IntervenGen.Episodes.Hdf5;

/// <summary>The index of chunks in an array that cannot grow, in newer files: one entry per chunk, in pages where there are many.</summary>
internal static class FixedArrayIndex
{
    private const int HeaderBytes = 28;

    public static IEnumerable<Chunk> Chunks(FileBytes file, DataLayout.Chunked layout, long[] shape, bool isFiltered)
    {
        long[] grid = ChunkIndex.Grid(layout, shape);
        long number = 0;
        foreach ((long address, long bytes, uint mask) in Entries(file, layout, grid.Aggregate(1L, Dataspace.Saturated), isFiltered))
        {
            if (address >= 0)
                yield return new Chunk(ChunkIndex.OffsetOf(number, grid, layout), address, bytes, mask);
            number++;
        }
    }

    private static List<(long Address, long Bytes, uint Mask)> Entries(
        FileBytes file, DataLayout.Chunked layout, long chunks, bool isFiltered)
    {
        ByteCursor head = file.Cursor(layout.Address, HeaderBytes, "index of chunks");
        head.Signature("FAHD"u8);
        head.Version(0);
        head.Version(isFiltered ? (byte)1 : (byte)0);
        int entryBytes = head.Byte(), pageBits = head.Byte();
        long count = head.Length(), block = head.Address();
        head.Checksum();
        bool fits = isFiltered ? entryBytes is >= 13 and <= 20 : entryBytes == 8;
        if (!fits || count != chunks || pageBits > 30)
            throw file.Damaged(layout.Address, $"an index of {count} chunks in entries of {entryBytes} bytes; the array has {chunks}");
        if (block < 0)
            return [];
        file.RequireInside(block, Dataspace.Saturated(count, entryBytes), "index of chunks");
        var entries = new List<(long, long, uint)>((int)count);
        long pageCount = count > 1L << pageBits ? (count + (1L << pageBits) - 1) >> pageBits : 0;
        long prefix = 14 + ((pageCount + 7) / 8);
        if (pageCount == 0)
        {
            ByteCursor cursor = file.Cursor(block, prefix + (count * entryBytes) + 4, "index of chunks");
            cursor.Signature("FADB"u8);
            cursor.Skip(prefix - 4);
            Add(entries, ref cursor, count, entryBytes, isFiltered);
            cursor.Checksum();
            return entries;
        }

        ByteCursor start = file.Cursor(block, prefix + 4, "index of chunks");
        start.Signature("FADB"u8);
        start.Skip(10);
        ReadOnlySpan<byte> written = start.Take((pageCount + 7) / 8);
        start.Checksum();
        long pageBytes = ((long)entryBytes << pageBits) + 4;
        for (long page = 0; page < pageCount; page++)
        {
            long inPage = Math.Min(1L << pageBits, count - (page << pageBits));
            // The bit of the first page is the highest of its byte.
            if ((written[(int)(page / 8)] & (0x80 >> (int)(page % 8))) == 0)
            {
                entries.AddRange(Enumerable.Repeat((-1L, 0L, 0u), (int)inPage));
                continue;
            }

            ByteCursor cursor = file.Cursor(
                block + prefix + 4 + (page * pageBytes), (inPage * entryBytes) + 4, "page of an index of chunks");
            Add(entries, ref cursor, inPage, entryBytes, isFiltered);
            cursor.Checksum();
        }

        return entries;
    }

    private static void Add(List<(long, long, uint)> entries, ref ByteCursor cursor, long count, int entryBytes, bool isFiltered)
    {
        for (long i = 0; i < count; i++)
        {
            long address = cursor.Address();
            entries.Add(isFiltered ? (address, cursor.UInt(entryBytes - 12), cursor.UInt32()) : (address, -1, 0));
        }
    }
}
