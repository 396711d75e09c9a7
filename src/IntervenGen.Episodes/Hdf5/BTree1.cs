namespace IntervenGen.Episodes.Hdf5;

/// <summary>A key and the child it stands before.</summary>
internal readonly record struct BTree1Entry(byte[] Key, long Child);

/// <summary>Version 1 B-trees: groups and the chunks of arrays as HDF5 writes them by default.</summary>
internal static class BTree1
{
    private const int HeaderBytes = 24, MaxLevel = 64;

    /// <summary>The entries of all leaves, in order.</summary>
    /// <param name="file">The file.</param>
    /// <param name="root">Address of the root node.</param>
    /// <param name="type">Kind of nodes: 0 of a group, 1 of chunks.</param>
    /// <param name="keyBytes">Bytes of a key.</param>
    public static IEnumerable<BTree1Entry> Leaves(FileBytes file, long root, byte type, int keyBytes)
    {
        // Depth first, by hand: no depth of nesting in a file decides how much stack is used.
        var waiting = new Stack<(long Address, int Level)>([(root, -1)]);
        var seen = new HashSet<long>();
        while (waiting.TryPop(out (long Address, int Level) next))
        {
            if (!seen.Add(next.Address))
                throw file.Damaged(next.Address, "the nodes of a B-tree go round in a circle");
            (int level, BTree1Entry[] entries) = Node(file, next.Address, type, keyBytes);
            if (level > MaxLevel || (next.Level >= 0 && level != next.Level))
                throw file.Damaged(next.Address, $"a B-tree's node has level {level}, expected {Math.Max(0, next.Level)}");
            if (level > 0)
            {
                for (int i = entries.Length - 1; i >= 0; i--)
                    waiting.Push((entries[i].Child, level - 1));
                continue;
            }

            foreach (BTree1Entry entry in entries)
                yield return entry;
        }
    }

    private static (int Level, BTree1Entry[] Entries) Node(FileBytes file, long address, byte type, int keyBytes)
    {
        ByteCursor head = file.Cursor(address, HeaderBytes, "B-tree node");
        head.Signature("TREE"u8);
        head.Version(type);
        int level = head.Byte(), count = head.UInt16();
        ByteCursor cursor = file.Cursor(address + HeaderBytes, (long)count * (keyBytes + 8), "B-tree node");
        var entries = new BTree1Entry[count];
        for (int i = 0; i < count; i++)
            entries[i] = new BTree1Entry(cursor.Take(keyBytes).ToArray(), cursor.Address());
        return (level, entries);
    }
}
