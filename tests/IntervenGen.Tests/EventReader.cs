using System.Buffers.Binary;
using System.Text;

namespace IntervenGen.Tests;

/// <summary>One number, picture or session log of an event file.</summary>
internal sealed record ReadEvent(long Step, double Time, string Tag = "", float Value = 0, byte[]? Picture = null, bool IsStart = false, string Version = "");

/// <summary>Reads TensorBoard's event files slowly and strictly, by nothing that the writer uses.</summary>
internal static class EventReader
{
    /// <summary>All events of a file; every checksum is checked.</summary>
    public static IReadOnlyList<ReadEvent> Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        var events = new List<ReadEvent>();
        for (int at = 0; at < bytes.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            Assert.Equal(Masked(bytes.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)));
            byte[] data = bytes[(at + 12)..(at + 12 + length)];
            Assert.Equal(Masked(data), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)));
            events.Add(Event(data));
            at += length + 16;
        }

        return events;
    }

    /// <summary>CRC-32C bit by bit.</summary>
    public static uint Crc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }

        return ~crc;
    }

    private static uint Masked(ReadOnlySpan<byte> data)
    {
        uint crc = Crc(data);
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
    }

    private static ReadEvent Event(byte[] data)
    {
        Dictionary<int, object> fields = Fields(data);
        double time = (double)fields[1];
        long step = fields.TryGetValue(2, out object? number) ? (long)(ulong)number : 0;
        if (fields.TryGetValue(3, out object? version))
            return new ReadEvent(step, time, Version: Encoding.UTF8.GetString((byte[])version));
        if (fields.TryGetValue(7, out object? session))
            return new ReadEvent(step, time, IsStart: (ulong)Fields((byte[])session)[1] == 1);
        Dictionary<int, object> value = Fields((byte[])Fields((byte[])fields[5])[1]);
        string tag = Encoding.UTF8.GetString((byte[])value[1]);
        return value.TryGetValue(2, out object? simple)
            ? new ReadEvent(step, time, tag, (float)simple)
            : new ReadEvent(step, time, tag, Picture: (byte[])Fields((byte[])value[4])[4]);
    }

    private static Dictionary<int, object> Fields(byte[] message)
    {
        var fields = new Dictionary<int, object>();
        for (int at = 0; at < message.Length;)
        {
            ulong tag = Varint(message, ref at);
            object value;
            switch (tag & 7)
            {
                case 0:
                    value = Varint(message, ref at);
                    break;
                case 1:
                    value = BitConverter.ToDouble(message, at);
                    at += 8;
                    break;
                case 2:
                    int length = (int)Varint(message, ref at);
                    value = message[at..(at + length)];
                    at += length;
                    break;
                default:
                    Assert.Equal(5ul, tag & 7);
                    value = BitConverter.ToSingle(message, at);
                    at += 4;
                    break;
            }

            fields.Add((int)(tag >> 3), value);
        }

        return fields;
    }

    private static ulong Varint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }
}
