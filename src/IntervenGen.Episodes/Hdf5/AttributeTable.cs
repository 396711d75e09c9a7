using System.Text;

namespace IntervenGen.Episodes.Hdf5;

/// <summary>An attribute: a small array with a name.</summary>
internal sealed record StoredAttribute(string Name, Dataspace Space, Datatype Type, byte[] Data);

/// <summary>The attributes of an object, in its header or in a heap.</summary>
internal static class AttributeTable
{
    private const byte NameIndexType = 8;
    private const int HeapIdBytes = 8;

    /// <summary>The attribute of a name; null if there is none.</summary>
    public static StoredAttribute? Find(FileBytes file, ObjectHeader header, string name)
    {
        foreach (HeaderMessage message in header.Messages)
        {
            if (message.Kind == MessageKind.Attribute && Parse(file, message.Cursor(file), name) is { } attribute)
                return attribute;
        }

        if (header.Find(MessageKind.AttributeInfo) is not { } info)
            return null;
        ByteCursor cursor = info.Cursor(file);
        cursor.Version(0);
        if ((cursor.Byte() & 1) != 0)
            cursor.Skip(2);
        long heapAddress = cursor.Address(), indexAddress = cursor.Address();
        if (heapAddress < 0 || indexAddress < 0)
            return null;
        var heap = new FractalHeap(file, heapAddress);
        int seen = 0;
        foreach (byte[] record in new BTree2(file, indexAddress, NameIndexType).Records())
        {
            if (++seen > file.Limits.MaxLinks || record.Length < HeapIdBytes)
                throw file.Damaged(indexAddress, $"an index of attributes with {seen} records of {record.Length} bytes");
            byte[] stored = heap.Read(record.AsSpan(0, HeapIdBytes));
            if (Parse(file, new ByteCursor(file, stored, heapAddress, "attribute"), name) is { } attribute)
                return attribute;
        }

        return null;
    }

    // Null if it has another name: what is not asked for is not looked into, so nothing odd there does harm.
    private static StoredAttribute? Parse(FileBytes file, ByteCursor cursor, string wanted)
    {
        byte version = cursor.Byte(), flags = cursor.Byte();
        if (version is < 1 or > 3)
            throw cursor.Damaged($"an attribute of version {version}");
        int nameBytes = cursor.UInt16(), typeBytes = cursor.UInt16(), spaceBytes = cursor.UInt16();
        if (version == 3)
            cursor.Skip(1);
        int Padded(int bytes) => version == 1 ? (bytes + 7) / 8 * 8 : bytes;
        ReadOnlySpan<byte> nameField = cursor.Take(Padded(nameBytes))[..nameBytes];
        int end = nameField.IndexOf((byte)0);
        string name = Encoding.UTF8.GetString(end < 0 ? nameField : nameField[..end]);
        if (name != wanted)
            return null;
        if (version > 1 && flags != 0)
            throw cursor.Unsupported($"the attribute '{name}' has a named data type, which is not read");
        byte[] type = cursor.Take(Padded(typeBytes))[..typeBytes].ToArray(), space = cursor.Take(
            Padded(spaceBytes))[..spaceBytes].ToArray();
        Datatype stored = Datatype.Parse(file, new ByteCursor(file, type, -1, "type of an attribute"));
        Dataspace shape = Dataspace.Parse(file, new ByteCursor(file, space, -1, "shape of an attribute"));
        return new StoredAttribute(name, shape, stored, cursor.Take(Dataspace.Saturated(shape.Count, stored.Size)).ToArray());
    }
}
