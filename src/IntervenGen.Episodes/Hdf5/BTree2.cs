using System.Numerics;

namespace IntervenGen.Episodes.Hdf5;

/// <summary>Version 2 B-trees: large groups, many attributes and chunk indices of newer files.</summary>
internal sealed class BTree2
{
    // Signature, version, type and, at the end, the checksum.
    private const int NodeOverhead = 10, HeaderBytes = 38, MaxDepth = 16, MaxNodeBytes = 1 << 20;

    private readonly FileBytes _file;
    private readonly byte _type;
    private readonly int _nodeBytes, _recordBytes, _depth;
    private readonly long _root;
    private readonly int _rootCount;
    private readonly int[] _maxRecords;
    private readonly int[] _totalBytes;

    public BTree2(FileBytes file, long address, byte type)
    {
        _file = file;
        _type = type;
        ByteCursor cursor = file.Cursor(address, HeaderBytes, "B-tree header");
        cursor.Signature("BTHD"u8);
        cursor.Version(0);
        cursor.Version(type);
        long nodeBytes = cursor.UInt32();
        _recordBytes = cursor.UInt16();
        _depth = cursor.UInt16();
        cursor.Skip(2);
        _root = cursor.Address();
        _rootCount = cursor.UInt16();
        cursor.Skip(8);
        cursor.Checksum();
        if (nodeBytes is <= NodeOverhead or > MaxNodeBytes || _recordBytes < 1 || _depth > MaxDepth)
            throw file.Damaged(address, $"a B-tree of depth {_depth} with nodes of {nodeBytes} and records of {_recordBytes} bytes");
        _nodeBytes = (int)nodeBytes;
        (_maxRecords, _totalBytes) = Levels(address);
    }

    public int RecordBytes => _recordBytes;

    /// <summary>All records; the order within a node is the file's.</summary>
    public IEnumerable<byte[]> Records()
    {
        if (_root < 0)
            yield break;
        var waiting = new Stack<(long Address, int Count, int Level)>([(_root, _rootCount, _depth)]);
        var seen = new HashSet<long>();
        while (waiting.TryPop(out (long Address, int Count, int Level) node))
        {
            if (!seen.Add(node.Address))
                throw _file.Damaged(node.Address, "the nodes of a B-tree go round in a circle");
            foreach (byte[] record in Node(node.Address, node.Count, node.Level, waiting))
                yield return record;
        }
    }

    private byte[][] Node(long address, int count, int level, Stack<(long Address, int Count, int Level)> waiting)
    {
        if (count > _maxRecords[level])
            throw _file.Damaged(address, $"a B-tree's node of {count} records, and {_maxRecords[level]} fit");
        long bytes = NodeOverhead + ((long)count * _recordBytes) + (level > 0 ? (count + 1L) * PointerBytes(level) : 0);
        ByteCursor cursor = _file.Cursor(address, bytes, "B-tree node");
        cursor.Signature(level > 0 ? "BTIN"u8 : "BTLF"u8);
        cursor.Version(0);
        cursor.Version(_type);
        var records = new byte[count][];
        for (int i = 0; i < count; i++)
            records[i] = cursor.Take(_recordBytes).ToArray();
        for (int i = 0; level > 0 && i <= count; i++)
        {
            long child = cursor.Address();
            int below = (int)Math.Min(int.MaxValue, cursor.UInt(CountBytes));
            cursor.Skip(_totalBytes[level - 1]);
            waiting.Push((child, below, level - 1));
        }

        cursor.Checksum();
        return records;
    }

    // Bytes of a child's number of records: enough for a full leaf.
    private int CountBytes => BytesFor(_maxRecords[0]);

    private int PointerBytes(int level) => 8 + CountBytes + _totalBytes[level - 1];

    private (int[] MaxRecords, int[] TotalBytes) Levels(long address)
    {
        int[] most = new int[_depth + 1], totalBytes = new int[_depth + 1];
        most[0] = (_nodeBytes - NodeOverhead) / _recordBytes;
        if (most[0] < 1)
            throw _file.Damaged(address, $"a B-tree's record of {_recordBytes} bytes in a node of {_nodeBytes}");
        int countBytes = BytesFor(most[0]);
        BigInteger total = most[0];
        for (int level = 1; level <= _depth; level++)
        {
            int pointer = 8 + countBytes + totalBytes[level - 1];
            most[level] = (_nodeBytes - NodeOverhead - pointer) / (_recordBytes + pointer);
            if (most[level] < 1)
                throw _file.Damaged(address, $"a B-tree's inner node of {_nodeBytes} bytes holds no record");
            total = ((most[level] + 1) * total) + most[level];
            totalBytes[level] = BytesFor(total);
        }

        return (most, totalBytes);
    }

    private static int BytesFor(BigInteger number) => Math.Min(8, (int)((number.GetBitLength() - 1) / 8) + 1);
}
