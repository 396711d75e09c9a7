using System.Buffers.Binary;
using IntervenGen.Fuzz.Mutation;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz.Targets;

/// <summary>Messages for a peer: a byte of kind, a byte of detail, then each message with its length in two bytes before it.</summary>
internal sealed record Script(byte Kind, byte Detail, IReadOnlyList<byte[]> Messages)
{
    private const int MaxMessages = 24;

    /// <summary>Whatever bytes these are; a last message that is cut short ends where the bytes do.</summary>
    public static Script Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2)
            return new Script(0, 0, []);
        var messages = new List<byte[]>();
        for (ReadOnlySpan<byte> rest = bytes[2..]; rest.Length >= 2 && messages.Count < MaxMessages;)
        {
            int length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(rest), rest.Length - 2);
            messages.Add(rest.Slice(2, length).ToArray());
            rest = rest[(2 + length)..];
        }

        return new Script(bytes[0], bytes[1], messages);
    }

    public byte[] ToBytes()
    {
        List<byte> bytes = [Kind, Detail];
        foreach (byte[] message in Messages)
        {
            bytes.Add((byte)message.Length);
            bytes.Add((byte)(message.Length >> 8));
            bytes.AddRange(message);
        }

        return [.. bytes];
    }

    /// <summary>Changes one message or two, their order or their number; kind and detail stay.</summary>
    public Script Mutated(IReadOnlyList<byte[]> all, ref CounterRandom random)
    {
        List<byte[]> messages = [.. Messages];
        int changes = 1 + random.NextInt32(2);
        for (int i = 0; i < changes && messages.Count > 0; i++)
        {
            int at = random.NextInt32(messages.Count);
            switch (random.NextInt32(10))
            {
                case 0:
                    messages.RemoveAt(at);
                    break;
                case 1:
                    messages.Insert(at, messages[at]);
                    break;
                case 2:
                    messages.Reverse(at, Math.Min(2, messages.Count - at));
                    break;
                case 3:
                    messages.Insert(at, []);
                    break;
                default:
                    messages[at] = ByteMutator.Mutate(messages[at], all, ref random);
                    break;
            }
        }

        // Their lengths are written in two bytes.
        return this with { Messages = [.. messages.Select(message => message[..Math.Min(message.Length, ushort.MaxValue)])] };
    }
}
