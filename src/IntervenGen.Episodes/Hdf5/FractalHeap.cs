using System.Numerics;

namespace IntervenGen.Episodes.Hdf5;

/// <summary>Where newer groups and objects with many attributes keep them: blocks in a table of doubling rows.</summary>
internal sealed class FractalHeap
{
    private const int HeaderBytes = 146, MaxDepth = 64;
    private const byte HugeIndexType = 1;

    private readonly FileBytes _file;
    private readonly long _address, _root, _hugeIndex, _startBlock, _maxBlock;
    private readonly int _width, _rows, _offsetBytes, _lengthBytes, _idBytes, _maxHeapBits;

    public FractalHeap(FileBytes file, long address)
    {
        _file = file;
        _address = address;
        ByteCursor cursor = file.Cursor(address, HeaderBytes, "fractal heap");
        cursor.Signature("FRHP"u8);
        cursor.Version(0);
        _idBytes = cursor.UInt16();
        if (cursor.UInt16() != 0)
            throw file.Unsupported($"offset {address}", "a heap of names is compressed; write the file anew with 'h5repack IN OUT'");
        cursor.Skip(1);
        long maxObject = cursor.UInt32();
        cursor.Skip(8);
        _hugeIndex = cursor.Address();
        // Ten counters of space and objects.
        cursor.Skip(10 * 8);
        _width = cursor.UInt16();
        _startBlock = cursor.Length();
        _maxBlock = cursor.Length();
        _maxHeapBits = cursor.UInt16();
        cursor.Skip(2);
        _root = cursor.Address();
        _rows = cursor.UInt16();
        cursor.Checksum();
        bool fits = _width is > 0 and <= 1024 && BitOperations.IsPow2(_width) && BitOperations.IsPow2(_startBlock)
            && BitOperations.IsPow2(_maxBlock) && _startBlock > 0
            && _startBlock <= _maxBlock && _maxBlock <= 1L << 32 && _maxHeapBits is > 0 and <= 62 && _rows <= MaxDepth && _idBytes > 1;
        if (!fits)
            throw file.Damaged(
                address, $"a fractal heap {_width} blocks wide from {_startBlock} to {_maxBlock} bytes, {_maxHeapBits} bits");
        _offsetBytes = (_maxHeapBits + 7) / 8;
        _lengthBytes = Math.Min((BitOperations.Log2((ulong)_maxBlock) + 7) / 8, BytesFor(maxObject));
    }

    /// <summary>The object that an id names.</summary>
    public byte[] Read(ReadOnlySpan<byte> id)
    {
        const int managed = 0, huge = 1, tiny = 2;
        var cursor = new ByteCursor(_file, id, _address, "id in a fractal heap");
        byte flags = cursor.Byte();
        switch ((flags >> 4) & 3)
        {
            case managed:
                long offset = cursor.UInt(_offsetBytes), length = cursor.UInt(_lengthBytes);
                return Managed(offset, length);
            case huge:
                return Huge(ref cursor);
            case tiny:
                return cursor.Take((flags & 15) + 1).ToArray();
            default:
                throw _file.Damaged(_address, $"an object of a fractal heap has the unknown kind {(flags >> 4) & 3}");
        }
    }

    // Descends from the root through tables of blocks; every step goes to a smaller part of the heap.
    private byte[] Managed(long offset, long length)
    {
        if (_rows == 0)
            return FromBlock(_root, 0, _startBlock, offset, length);
        long table = _root, tableStart = 0;
        int rows = _rows;
        for (int depth = 0; depth < MaxDepth; depth++)
        {
            (int row, long column, long start) = Find(offset - tableStart, rows);
            long child = Child(table, row, column, rows);
            if (child < 0)
                break;
            start += tableStart;
            if (row < DirectRows)
                return FromBlock(child, start, RowBlock(row), offset, length);
            table = child;
            tableStart = start;
            // A table as large as this row's blocks has as many rows as add up to it.
            rows = BitOperations.Log2((ulong)RowBlock(row)) - BitOperations.Log2((ulong)(_startBlock * _width)) + 1;
            if (rows < 1)
                break;
        }

        throw _file.Damaged(_address, $"an object at byte {offset} of a fractal heap lies in no block");
    }

    private int DirectRows => BitOperations.Log2((ulong)_maxBlock) - BitOperations.Log2((ulong)_startBlock) + 2;

    private long RowBlock(int row) => row < 2 ? _startBlock : _startBlock << (row - 1);

    private (int Row, long Column, long Start) Find(long offset, int rows)
    {
        long start = 0;
        for (int row = 0; row < rows && row < MaxDepth && offset >= 0; row++)
        {
            long block = RowBlock(row);
            if (block <= 0 || block > long.MaxValue / _width - start)
                break;
            if (offset < start + (block * _width))
                return (row, (offset - start) / block, start + ((offset - start) / block * block));
            start += block * _width;
        }

        throw _file.Damaged(_address, $"byte {offset} lies beyond a table of a fractal heap");
    }

    private long Child(long table, int row, long column, int rows)
    {
        long index = (row * (long)_width) + column;
        int head = 5 + 8 + _offsetBytes;
        ByteCursor cursor = _file.Cursor(table, head + ((long)rows * _width * 8) + 4, "table of a fractal heap");
        cursor.Signature("FHIB"u8);
        cursor.Version(0);
        cursor.Skip(8 + _offsetBytes + (index * 8));
        return cursor.Address();
    }

    private byte[] FromBlock(long address, long start, long size, long offset, long length)
    {
        ByteCursor cursor = _file.Cursor(address, 5, "block of a fractal heap");
        cursor.Signature("FHDB"u8);
        cursor.Version(0);
        return offset >= start && length <= size && offset - start <= size - length
            ? _file.Read(address + (offset - start), length, "object of a fractal heap")
            : throw _file.Damaged(_address, $"an object of {length} bytes at {offset} does not lie in its block of {size} at {start}");
    }

    // Objects larger than a block lie alone in the file, found by a number in an index or named by the id itself.
    private byte[] Huge(ref ByteCursor id)
    {
        if (_idBytes >= 17)
            return Whole(id.Address(), id.Length());
        long number = id.UInt(Math.Min(8, _idBytes - 1));
        foreach (byte[] record in new BTree2(_file, _hugeIndex, HugeIndexType).Records())
        {
            var cursor = new ByteCursor(_file, record, _hugeIndex, "entry of a heap's index");
            long address = cursor.Address(), length = cursor.Length();
            if (cursor.Length() == number)
                return Whole(address, length);
        }

        throw _file.Damaged(_address, $"object {number} of a fractal heap is missing");
    }

    private byte[] Whole(long address, long length) => length <= _file.Limits.MaxTextBytes
        ? _file.Read(address, length, "object of a fractal heap")
        : throw _file.Damaged(_address, $"an object of {length} bytes in a fractal heap; at most {_file.Limits.MaxTextBytes} are read");

    private static int BytesFor(long number) => (BitOperations.Log2((ulong)Math.Max(1, number)) / 8) + 1;
}
