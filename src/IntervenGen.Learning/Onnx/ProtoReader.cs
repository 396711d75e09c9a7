using System.Text;

namespace IntervenGen.Learning.Onnx;

/// <summary>Walks the fields of one message in the wire format of Protocol Buffers.</summary>
/// <remarks>Ends quietly where the bytes make no sense: whoever reads the message for good says so.</remarks>
internal ref struct ProtoReader(ReadOnlySpan<byte> bytes)
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>The current field's integer; 0 if it is none.</summary>
    public ulong Integer { get; private set; }

    /// <summary>The current field's bytes; empty if it has none.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The current field's bytes as text.</summary>
    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>Moves on to the next field.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Read()
    {
        Integer = 0;
        Bytes = default;
        if (!TryVarint(out ulong key))
            return false;
        Field = (int)(key >> 3);
        ulong number;
        switch ((int)(key & 7))
        {
            case Varint:
                bool found = TryVarint(out number);
                Integer = number;
                return found;
            case Delimited:
                return TryVarint(out number) && TryTake(number);
            case Fixed64:
                return TryTake(8);
            case Fixed32:
                return TryTake(4);
            default:
                return false;
        }
    }

    private bool TryTake(ulong count)
    {
        if (count > (ulong)_rest.Length)
            return false;
        Bytes = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return true;
    }

    private bool TryVarint(out ulong value)
    {
        value = 0;
        for (int i = 0; i < 10 && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] >= 0x80)
                continue;
            _rest = _rest[(i + 1)..];
            return true;
        }

        return false;
    }
}
