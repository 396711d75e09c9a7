namespace IntervenGen.Episodes.Hdf5;

/// <summary>Where texts of variable length lie.</summary>
internal sealed class GlobalHeap(FileBytes file)
{
    private const int HeaderBytes = 16;

    private long _address = -1;
    private byte[] _collection = [];

    /// <summary>The bytes that a reference names.</summary>
    /// <param name="reference">Length, address and index as an element stores them.</param>
    public byte[] Read(ReadOnlySpan<byte> reference)
    {
        var cursor = new ByteCursor(file, reference, _address, "reference to a text");
        long length = cursor.UInt32(), address = cursor.Address(), wanted = cursor.UInt32();
        if (length == 0)
            return [];
        if (length > file.Limits.MaxTextBytes)
            throw file.Damaged(address, $"a text of {length} bytes; at most {file.Limits.MaxTextBytes} are read");
        Load(address);
        var objects = new ByteCursor(file, _collection, address, "global heap");
        objects.Skip(HeaderBytes);
        while (objects.Remaining >= HeaderBytes)
        {
            int index = objects.UInt16();
            objects.Skip(6);
            long size = objects.Length();
            if (index == wanted && index != 0)
            {
                return size >= length
                    ? objects.Take(length).ToArray()
                    : throw file.Damaged(address, $"a text of {length} bytes in a place of {size}");
            }

            // Index 0 is the free rest, and nothing follows it.
            if (index == 0)
                break;
            objects.Skip(Math.Min(objects.Remaining, (size + 7) / 8 * 8));
        }

        throw file.Damaged(address, $"object {wanted} of a global heap is missing");
    }

    private void Load(long address)
    {
        if (address == _address)
            return;
        ByteCursor cursor = file.Cursor(address, HeaderBytes, "global heap");
        cursor.Signature("GCOL"u8);
        cursor.Version(1);
        cursor.Skip(3);
        long size = cursor.Length();
        if (size < HeaderBytes || size > file.Limits.MaxTextBytes * 2L)
            throw file.Damaged(address, $"a global heap of {size} bytes");
        _collection = file.Read(address, size, "global heap");
        _address = address;
    }
}
