using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IntervenGen.Episodes.Hdf5;

/// <summary>An array of the file: its shape, its type, and its elements as raw bytes.</summary>
internal sealed class StoredArray
{
    private readonly FileBytes _file;
    private readonly ObjectHeader _header;
    private readonly string _place;

    private StoredArray(FileBytes file, ObjectHeader header, string place, Dataspace space, Datatype type)
    {
        _file = file;
        _header = header;
        _place = place;
        Space = space;
        Type = type;
    }

    public Dataspace Space { get; }

    public Datatype Type { get; }

    /// <summary>Opens an array by its header.</summary>
    public static StoredArray Open(FileBytes file, ObjectHeader header, string place)
    {
        if (header.Find(MessageKind.Dataspace) is not { } space || header.Find(MessageKind.Datatype) is not { } type)
            throw file.Unsupported(place, "is not an array");
        return new StoredArray(file, header, place, Dataspace.Parse(file, space.Cursor(file)), Datatype.Parse(file, type.Cursor(file)));
    }

    /// <summary>All elements, row-major, as the file has them.</summary>
    /// <typeparam name="T">One byte, or as many as an element: large arrays are then in memory once.</typeparam>
    public T[] Read<T>()
        where T : unmanaged
    {
        if (_header.Find(MessageKind.ExternalFiles) is not null)
            throw _file.Unsupported(
                _place, "keeps its elements in another file, which is not opened; write it anew with 'h5repack IN OUT'");
        if (_header.Find(MessageKind.Layout) is not { } message)
            throw _file.Damaged(_header.Address, "an array says nothing about where its elements lie");
        long bytes = Dataspace.Saturated(Space.Count, Type.Size);
        if (bytes > _file.Limits.MaxArrayBytes)
            throw _file.Unsupported(
                _place, $"has shape [{string.Join(", ", Space.Sizes)}], {bytes} bytes; at most {_file.Limits.MaxArrayBytes} are read");
        DataLayout layout = DataLayout.Parse(_file, message.Cursor(_file));
        FilterPipeline filters = FilterPipeline.Parse(_file, _header.Find(MessageKind.Filters), _place);
        switch (layout)
        {
            case DataLayout.Compact compact:
                if (compact.Data.Length < bytes)
                    throw Short(compact.Data.Length, bytes);
                T[] small = Room<T>(bytes);
                compact.Data.AsSpan(0, (int)bytes).CopyTo(MemoryMarshal.AsBytes(small.AsSpan()));
                return small;
            case DataLayout.Contiguous { Address: < 0 }:
                return Unwritten<T>(bytes, 0);
            case DataLayout.Contiguous contiguous:
                if (contiguous.Bytes < bytes)
                    throw Short(contiguous.Bytes, bytes);
                _file.RequireInside(contiguous.Address, bytes, "array");
                T[] whole = Room<T>(bytes);
                _file.ReadInto(contiguous.Address, MemoryMarshal.AsBytes(whole.AsSpan()), "array");
                return whole;
            default:
                return Chunks<T>((DataLayout.Chunked)layout, filters, bytes);
        }
    }

    private static T[] Room<T>(long bytes)
        where T : unmanaged => new T[bytes / Unsafe.SizeOf<T>()];

    private T[] Chunks<T>(DataLayout.Chunked layout, FilterPipeline filters, long bytes)
        where T : unmanaged
    {
        if (layout.ElementBytes != Type.Size || layout.Sizes.Length != Space.Sizes.Length)
            throw _file.Damaged(
                _header.Address, $"chunks of {layout.Sizes.Length} directions and elements of {layout.ElementBytes} bytes in an array " +
                    $"of {Space.Sizes.Length} and {Type.Size}");
        long chunkBytes = layout.Sizes.Aggregate((long)Type.Size, Dataspace.Saturated);
        if (chunkBytes > _file.Limits.MaxChunkBytes)
            throw _file.Unsupported(_place, $"has chunks of {chunkBytes} bytes; at most {_file.Limits.MaxChunkBytes} are read");
        List<Chunk> chunks = Stored(layout, filters, chunkBytes, bytes);
        T[] values = Unwritten<T>(bytes, chunks.Sum(chunk => chunk.Bytes));
        Span<byte> target = MemoryMarshal.AsBytes(values.AsSpan());
        foreach (Chunk chunk in chunks)
        {
            byte[] stored = _file.Read(chunk.Address, chunk.Bytes, "chunk");
            Place(filters.Undo(stored, chunk.Mask, (int)chunkBytes, Type.Size), chunk.Offset, layout.Sizes, target);
        }

        return values;
    }

    // Every chunk once and on the grid: together they are then no larger than the array, whatever the file says.
    private List<Chunk> Stored(DataLayout.Chunked layout, FilterPipeline filters, long chunkBytes, long bytes)
    {
        var chunks = new List<Chunk>();
        long[] grid = ChunkIndex.Grid(layout, Space.Sizes);
        var seen = new HashSet<long>();
        foreach (Chunk chunk in bytes == 0 ? [] : ChunkIndex.Chunks(_file, layout, Space.Sizes, !filters.IsEmpty))
        {
            long number = 0;
            for (int i = 0; i < grid.Length; i++)
            {
                if (chunk.Offset[i] % layout.Sizes[i] != 0 || chunk.Offset[i] >= Space.Sizes[i])
                    throw _file.Damaged(
                        layout.Address,
                        $"a chunk at [{string.Join(", ", chunk.Offset)}] in an array of [{string.Join(", ", Space.Sizes)}]");
                number = (number * grid[i]) + (chunk.Offset[i] / layout.Sizes[i]);
            }

            if (!seen.Add(number))
                throw _file.Damaged(layout.Address, $"two chunks at [{string.Join(", ", chunk.Offset)}]");
            long stored = chunk.Bytes < 0 ? chunkBytes : chunk.Bytes;
            if (stored > chunkBytes + (chunkBytes / 8) + 64)
                throw _file.Damaged(chunk.Address, $"a chunk of {stored} bytes where one unpacks to {chunkBytes}");
            chunks.Add(chunk with { Bytes = stored });
        }

        return chunks;
    }

    private void Place(byte[] chunk, long[] offset, long[] chunkSizes, Span<byte> target)
    {
        long[] shape = Space.Sizes;
        int rank = shape.Length, last = rank - 1;
        long run = Math.Min(chunkSizes[last], shape[last] - offset[last]) * Type.Size;
        var at = new long[rank];
        while (true)
        {
            long from = 0, to = 0;
            for (int i = 0; i < rank; i++)
            {
                from = (from * chunkSizes[i]) + at[i];
                to = (to * shape[i]) + offset[i] + at[i];
            }

            chunk.AsSpan((int)(from * Type.Size), (int)run).CopyTo(target[(int)(to * Type.Size)..]);
            int axis = last - 1;
            while (axis >= 0 && ++at[axis] >= Math.Min(chunkSizes[axis], shape[axis] - offset[axis]))
                at[axis--] = 0;
            if (axis < 0)
                return;
        }
    }

    // Elements that were never written hold the fill value; a large array with nothing behind it is a claim, not data.
    private T[] Unwritten<T>(long bytes, long stored)
        where T : unmanaged
    {
        Hdf5Limits limits = _file.Limits;
        if (bytes > limits.FreeBytes + Dataspace.Saturated(stored, limits.MaxExpansion))
            throw _file.Unsupported(
                _place, $"has shape [{string.Join(", ", Space.Sizes)}], {bytes} bytes, and {stored} bytes stored for it");
        T[] values = Room<T>(bytes);
        Span<byte> target = MemoryMarshal.AsBytes(values.AsSpan());
        byte[]? fill = FillValue();
        for (int at = 0; fill is not null && at < target.Length; at += fill.Length)
            fill.CopyTo(target[at..]);
        return values;
    }

    private byte[]? FillValue()
    {
        if (_header.Find(MessageKind.FillValue) is not { } message)
            return null;
        ByteCursor cursor = message.Cursor(_file);
        byte version = cursor.Byte();
        bool isDefined;
        if (version == 3)
        {
            const byte definedFlag = 0x20;
            isDefined = (cursor.Byte() & definedFlag) != 0;
        }
        else
        {
            cursor.Skip(2);
            isDefined = cursor.Byte() != 0;
        }

        if (!isDefined || cursor.Remaining < 4)
            return null;
        long size = cursor.UInt32();
        return size == Type.Size ? cursor.Take(size).ToArray() : null;
    }

    private Core.EpisodeFormatException Short(long there, long bytes) =>
        _file.Damaged(_header.Address, $"an array of {bytes} bytes with {there} stored");
}
