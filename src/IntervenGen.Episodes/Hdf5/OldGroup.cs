using System.Text;

namespace IntervenGen.Episodes.Hdf5;

/// <summary>A group as HDF5 has written it by default since ever: a B-tree of symbol nodes, with the names in a heap.</summary>
internal static class OldGroup
{
    private const int EntryBytes = 40, HeaderBytes = 8;
    private const byte GroupNode = 0;
    private const uint SoftLink = 2;

    public static void Read(FileBytes file, in HeaderMessage table, LinkTable.AddLink add)
    {
        ByteCursor cursor = table.Cursor(file);
        long treeAddress = cursor.Address(), heapAddress = cursor.Address();
        byte[] names = Heap(file, heapAddress);
        foreach (BTree1Entry node in BTree1.Leaves(file, treeAddress, GroupNode, keyBytes: 8))
            ReadNode(file, node.Child, names, heapAddress, add);
    }

    private static void ReadNode(FileBytes file, long address, byte[] names, long heapAddress, LinkTable.AddLink add)
    {
        ByteCursor head = file.Cursor(address, HeaderBytes, "symbol node");
        head.Signature("SNOD"u8);
        head.Version(1);
        head.Skip(1);
        int count = head.UInt16();
        ByteCursor cursor = file.Cursor(address + HeaderBytes, (long)count * EntryBytes, "symbol node");
        for (int i = 0; i < count; i++)
        {
            long nameAt = cursor.Length(), header = cursor.Address();
            uint kind = cursor.UInt32();
            cursor.Skip(4);
            uint valueAt = cursor.UInt32();
            cursor.Skip(12);
            string name = Text(file, names, nameAt, heapAddress);
            add(kind == SoftLink
                ? new Link(name, LinkKind.Soft, -1, Text(file, names, valueAt, heapAddress))
                : new Link(name, LinkKind.Hard, header, ""));
        }
    }

    private static byte[] Heap(FileBytes file, long address)
    {
        ByteCursor cursor = file.Cursor(address, 32, "local heap");
        cursor.Signature("HEAP"u8);
        cursor.Version(0);
        cursor.Skip(3);
        long length = cursor.Length();
        cursor.Skip(8);
        long data = cursor.Address();
        return length <= file.Limits.MaxTextBytes * 4L
            ? file.Read(data, length, "local heap")
            : throw file.Damaged(address, $"a local heap of {length} bytes");
    }

    private static string Text(FileBytes file, byte[] heap, long at, long heapAddress)
    {
        if (at >= heap.Length)
            throw file.Damaged(heapAddress, $"a name lies at byte {at} of a local heap of {heap.Length}");
        ReadOnlySpan<byte> rest = heap.AsSpan((int)at);
        int end = rest.IndexOf((byte)0);
        return end >= 0 ? Encoding.UTF8.GetString(rest[..end]) : throw file.Damaged(heapAddress, "a name in a local heap has no end");
    }
}
