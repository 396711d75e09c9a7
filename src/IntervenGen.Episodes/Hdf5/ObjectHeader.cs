namespace IntervenGen.Episodes.Hdf5;

/// <summary>What a header message says; numbers of the file format.</summary>
internal enum MessageKind : byte
{
    Dataspace = 1,
    LinkInfo = 2,
    Datatype = 3,
    OldFillValue = 4,
    FillValue = 5,
    Link = 6,
    ExternalFiles = 7,
    Layout = 8,
    Filters = 11,
    Attribute = 12,
    Continuation = 16,
    SymbolTable = 17,
    AttributeInfo = 21,
}

/// <summary>One message of an object's header.</summary>
internal readonly record struct HeaderMessage(MessageKind Kind, bool IsShared, byte[] Data, long Address)
{
    public ByteCursor Cursor(FileBytes file) => new(file, Data, Address, $"{Kind} message");
}

/// <summary>The header of a group or an array: a list of messages, in one block or several.</summary>
internal sealed class ObjectHeader
{
    private const byte SharedFlag = 2;
    private const int MaxBlocks = 4096;

    private readonly FileBytes _file;
    private readonly List<HeaderMessage> _messages = [];

    private ObjectHeader(FileBytes file, long address)
    {
        _file = file;
        Address = address;
    }

    public long Address { get; }

    public IReadOnlyList<HeaderMessage> Messages => _messages;

    public static ObjectHeader Read(FileBytes file, long address)
    {
        var header = new ObjectHeader(file, address);
        byte[] start = file.Read(address, 16, "object header");
        if (start.AsSpan().StartsWith("OHDR"u8))
            header.ReadNew();
        else
            header.ReadOld();
        return header;
    }

    /// <summary>The message of a kind; null if there is none.</summary>
    public HeaderMessage? Find(MessageKind kind)
    {
        foreach (HeaderMessage message in _messages)
        {
            if (message.Kind == kind)
                return message.IsShared ? Resolve(message) : message;
        }

        return null;
    }

    /// <summary>A message that lies in another object's header: how a named data type is used.</summary>
    public HeaderMessage Resolve(in HeaderMessage shared)
    {
        ByteCursor cursor = shared.Cursor(_file);
        byte version = cursor.Byte(), type = cursor.Byte();
        if (version == 3 && type == 1)
            throw _file.Unsupported(
                $"offset {Address}", "its messages are kept in a table of shared messages; write it anew with 'h5repack IN OUT'");
        if (version == 1)
            cursor.Skip(6);
        long address = cursor.Address();
        MessageKind kind = shared.Kind;
        HeaderMessage found = Read(_file, address)._messages.Find(message => message.Kind == kind && !message.IsShared);
        return found.Data is null ? throw _file.Damaged(address, $"there is no {kind} message, and another header names it") : found;
    }

    // Version 1: sixteen bytes, then messages at multiples of eight.
    private void ReadOld()
    {
        ByteCursor prefix = _file.Cursor(Address, 16, "object header");
        prefix.Version(1);
        prefix.Skip(7);
        var blocks = new Queue<(long Address, long Length)>([(Address + 16, prefix.UInt32())]);
        var seen = new HashSet<long>();
        while (blocks.TryDequeue(out (long Address, long Length) block))
        {
            Enter(seen, block.Address);
            ByteCursor cursor = _file.Cursor(block.Address, block.Length, "object header");
            while (cursor.Remaining >= 8)
            {
                int kind = cursor.UInt16(), size = cursor.UInt16();
                byte flags = cursor.Byte();
                cursor.Skip(3);
                Add(kind, flags, cursor.Take(size), block.Address, blocks);
            }
        }
    }

    // Version 2: signatures and checksums; messages lie close together.
    private void ReadNew()
    {
        const int timesFlag = 0x20, limitsFlag = 0x10, orderFlag = 0x04;
        ByteCursor prefix = _file.Cursor(Address, Math.Min(64, _file.Length - _file.Origin - Address), "object header");
        prefix.Signature("OHDR"u8);
        prefix.Version(2);
        byte headerFlags = prefix.Byte();
        prefix.Skip(((headerFlags & timesFlag) != 0 ? 16 : 0) + ((headerFlags & limitsFlag) != 0 ? 4 : 0));
        long first = prefix.UInt(1 << (headerFlags & 3));
        int orderBytes = (headerFlags & orderFlag) != 0 ? 2 : 0, start = prefix.Position;
        _file.RequireInside(Address, first, "object header");
        var blocks = new Queue<(long Address, long Length)>([(Address, start + first + 4)]);
        var seen = new HashSet<long>();
        while (blocks.TryDequeue(out (long Address, long Length) block))
        {
            Enter(seen, block.Address);
            ByteCursor whole = _file.Cursor(block.Address, block.Length, "object header");
            whole.Skip(block.Length - 4);
            whole.Checksum();
            ByteCursor cursor = _file.Cursor(block.Address, block.Length - 4, "object header");
            if (seen.Count > 1)
                cursor.Signature("OCHK"u8);
            else
                cursor.Skip(start);
            while (cursor.Remaining >= 4 + orderBytes)
            {
                int kind = cursor.Byte(), size = cursor.UInt16();
                byte flags = cursor.Byte();
                cursor.Skip(orderBytes);
                Add(kind, flags, cursor.Take(size), block.Address, blocks);
            }
        }
    }

    private void Enter(HashSet<long> seen, long address)
    {
        if (!seen.Add(address) || seen.Count > MaxBlocks)
            throw _file.Damaged(address, "the blocks of an object header go round in a circle");
    }

    private void Add(int kind, byte flags, ReadOnlySpan<byte> data, long address, Queue<(long Address, long Length)> blocks)
    {
        if (kind == (int)MessageKind.Continuation)
        {
            var next = new ByteCursor(_file, data, address, "continuation of an object header");
            blocks.Enqueue((next.Address(), next.Length()));
        }
        else if (kind is > 0 and <= byte.MaxValue)
        {
            _messages.Add(new HeaderMessage((MessageKind)kind, (flags & SharedFlag) != 0, data.ToArray(), address));
        }
    }
}
