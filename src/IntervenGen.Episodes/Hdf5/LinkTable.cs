using System.Text;

namespace IntervenGen.Episodes.Hdf5;

/// <summary>Where a link leads.</summary>
internal enum LinkKind
{
    /// <summary>To an object of this file.</summary>
    Hard = 0,

    /// <summary>To a path in this file.</summary>
    Soft = 1,

    /// <summary>Into another file, or somewhere only a plug-in knows; never followed.</summary>
    Foreign = 2,
}

/// <summary>One entry of a group.</summary>
internal readonly record struct Link(string Name, LinkKind Kind, long Address, string Target);

/// <summary>The links of a group, however it stores them.</summary>
internal static class LinkTable
{
    private const byte NameIndexType = 5;

    public static SortedDictionary<string, Link> Read(FileBytes file, ObjectHeader header)
    {
        var links = new SortedDictionary<string, Link>(StringComparer.Ordinal);
        void Add(in Link link)
        {
            if (links.Count >= file.Limits.MaxLinks)
                throw file.Damaged(header.Address, $"a group has more than {file.Limits.MaxLinks} links");
            if (!links.TryAdd(link.Name, link))
                throw file.Damaged(header.Address, $"a group has two links '{link.Name}'");
        }

        if (header.Find(MessageKind.SymbolTable) is { } table)
            OldGroup.Read(file, table, Add);
        foreach (HeaderMessage message in header.Messages)
        {
            if (message.Kind == MessageKind.Link)
                Add(Parse(file, message.Cursor(file)));
        }

        if (header.Find(MessageKind.LinkInfo) is { } info)
            ReadDense(file, info, Add);
        return links;
    }

    /// <summary>Whether a header is a group's.</summary>
    public static bool IsGroup(ObjectHeader header) =>
        header.Messages.Any(message => message.Kind is MessageKind.SymbolTable or MessageKind.LinkInfo or MessageKind.Link);

    private static void ReadDense(FileBytes file, in HeaderMessage info, AddLink add)
    {
        ByteCursor cursor = info.Cursor(file);
        cursor.Version(0);
        byte flags = cursor.Byte();
        if ((flags & 1) != 0)
            cursor.Skip(8);
        long heapAddress = cursor.Address(), indexAddress = cursor.Address();
        if (heapAddress < 0 || indexAddress < 0)
            return;
        var heap = new FractalHeap(file, heapAddress);
        // A record is a hash of the name and the heap's id of the link.
        foreach (byte[] record in new BTree2(file, indexAddress, NameIndexType).Records())
        {
            byte[] link = heap.Read(record.AsSpan(4));
            add(Parse(file, new ByteCursor(file, link, heapAddress, "link")));
        }
    }

    private static Link Parse(FileBytes file, ByteCursor cursor)
    {
        const byte soft = 1, external = 64;
        cursor.Version(1);
        byte flags = cursor.Byte();
        byte kind = (flags & 8) != 0 ? cursor.Byte() : (byte)0;
        if ((flags & 4) != 0)
            cursor.Skip(8);
        if ((flags & 16) != 0)
            cursor.Skip(1);
        string name = Encoding.UTF8.GetString(cursor.Take(cursor.UInt(1 << (flags & 3))));
        switch (kind)
        {
            case 0:
                return new Link(name, LinkKind.Hard, cursor.Address(), "");
            case soft:
                return new Link(name, LinkKind.Soft, -1, Encoding.UTF8.GetString(cursor.Take(cursor.UInt16())));
            case external:
                ReadOnlySpan<byte> target = cursor.Take(cursor.UInt16());
                int end = target.Length > 1 ? target[1..].IndexOf((byte)0) : -1;
                return new Link(name, LinkKind.Foreign, -1, end < 0
                    ? "another file"
                    : $"the file '{Encoding.UTF8.GetString(target.Slice(1, end))}'");
            default:
                return new Link(name, LinkKind.Foreign, -1, $"a place of the user-defined kind {kind}");
        }
    }

    internal delegate void AddLink(in Link link);
}
