using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace IntervenGen.Learning.Pickles;

/// <summary>Writes a pickle of protocol 2, the one of PyTorch's files.</summary>
/// <remarks>Nothing is shared by memo but names and texts are short: the file is larger by some kilobytes and simpler by far.</remarks>
internal sealed class PickleWriter
{
    private readonly MemoryStream _bytes = new();

    /// <summary>Begins a pickle.</summary>
    public PickleWriter()
    {
        Code(PickleOpcode.Protocol);
        _bytes.WriteByte(2);
    }

    /// <summary>Ends the pickle.</summary>
    /// <returns>Its bytes.</returns>
    public byte[] Finish()
    {
        Code(PickleOpcode.Stop);
        return _bytes.ToArray();
    }

    /// <summary>Writes an instruction without an argument.</summary>
    public PickleWriter Code(PickleOpcode code)
    {
        _bytes.WriteByte((byte)code);
        return this;
    }

    /// <summary>Writes a text.</summary>
    public PickleWriter Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Code(PickleOpcode.BinUnicode);
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, bytes.Length);
        _bytes.Write(size);
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>Writes an integer of 32 bits.</summary>
    public PickleWriter Integer(int value)
    {
        Code(PickleOpcode.BinInt);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>Writes a number.</summary>
    public PickleWriter Number(double value)
    {
        Code(PickleOpcode.BinFloat);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>Writes True or False.</summary>
    public PickleWriter Flag(bool value) => Code(value ? PickleOpcode.NewTrue : PickleOpcode.NewFalse);

    /// <summary>Writes a name of Python's.</summary>
    public PickleWriter Global(string module, string name)
    {
        Code(PickleOpcode.Global);
        _bytes.Write(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));
        return this;
    }

    /// <summary>Writes an empty ordered dictionary, to be filled.</summary>
    public PickleWriter OrderedDictionary() =>
        Global("collections", "OrderedDict").Code(PickleOpcode.EmptyTuple).Code(PickleOpcode.Reduce);

    /// <summary>Writes a tuple of integers.</summary>
    public PickleWriter Integers(IEnumerable<int> values)
    {
        Code(PickleOpcode.Mark);
        foreach (int value in values)
            Integer(value);
        return Code(PickleOpcode.Tuple);
    }

    /// <summary>Writes JSON as Python would read it: dictionaries, lists, texts, numbers, True, False and None.</summary>
    public PickleWriter Json(JsonNode? node)
    {
        switch (node)
        {
            case null:
                return Code(PickleOpcode.None);
            case JsonObject entries:
                Code(PickleOpcode.EmptyDict).Code(PickleOpcode.Mark);
                foreach ((string name, JsonNode? value) in entries)
                    Text(name).Json(value);
                return Code(PickleOpcode.SetItems);
            case JsonArray items:
                Code(PickleOpcode.EmptyList).Code(PickleOpcode.Mark);
                foreach (JsonNode? item in items)
                    Json(item);
                return Code(PickleOpcode.Appends);
            default:
                JsonValue one = node.AsValue();
                if (one.TryGetValue(out int whole))
                    return Integer(whole);
                if (one.TryGetValue(out bool flag))
                    return Flag(flag);
                return one.TryGetValue(out double number) ? Number(number) : Text(one.GetValue<string>());
        }
    }
}
