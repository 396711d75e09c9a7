using System.Buffers.Binary;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz.Mutation;

/// <summary>Changes bytes without knowing what they mean.</summary>
internal static class ByteMutator
{
    private const int MaxChanges = 5, MaxStretch = 256, MaxBytes = 1 << 20;

    private static readonly long[] s_integers =
    [
        0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 100, 127, 128, 129, 255, 256, 511, 512, 1000, 1023, 1024, 4095, 4096, 16384,
        32767, 32768, 65535, 65536, 1 << 20, 1 << 24, (1 << 27) - 1, 1 << 30, int.MaxValue - 7, int.MaxValue, 1L << 31, uint.MaxValue - 8,
        uint.MaxValue, 1L << 32, 1L << 40, 1L << 62, long.MaxValue - 63, long.MaxValue, long.MinValue, -1, -2, -8, -64, -4096,
    ];

    private static readonly double[] s_numbers =
    [
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, double.Epsilon,
        -0.0, -1, 1e300, -1e300, 1e-300, 1e18, 2e9,
    ];

    /// <summary>One to a few changes.</summary>
    /// <param name="seed">What is changed; stays as it is.</param>
    /// <param name="all">Where stretches may come from.</param>
    /// <param name="random">The input's stream.</param>
    public static byte[] Mutate(byte[] seed, IReadOnlyList<byte[]> all, ref CounterRandom random)
    {
        byte[] bytes = [.. seed];
        int changes = 1 + random.NextInt32(MaxChanges);
        for (int i = 0; i < changes; i++)
            bytes = Change(bytes, all, ref random);
        return bytes;
    }

    /// <summary>Changes that leave the length as it is.</summary>
    public static void MutateInPlace(Span<byte> bytes, ref CounterRandom random)
    {
        if (bytes.IsEmpty)
            return;
        int at = Position(bytes, ref random);
        switch (random.NextInt32(6))
        {
            case 0: bytes[at] ^= (byte)(1 << random.NextInt32(8)); break;
            case 1: bytes[at] = (byte)random.NextUInt32(); break;
            case 2: WriteNumber(bytes, at, ref random); break;
            case 3: AddSmall(bytes, at, ref random); break;
            default: WriteInteger(bytes, at, ref random); break;
        }
    }

    /// <summary>Writes a number that sizes, counts and addresses are often mistaken about, as 1, 2, 4 or 8 bytes in either order.</summary>
    public static void WriteInteger(Span<byte> bytes, int at, ref CounterRandom random)
    {
        long value = s_integers[random.NextInt32(s_integers.Length)];
        Span<byte> whole = stackalloc byte[8];
        int width = 1 << random.NextInt32(4);
        bool isBigEndian = random.NextInt32(4) == 0;
        if (isBigEndian)
            BinaryPrimitives.WriteInt64BigEndian(whole, value);
        else
            BinaryPrimitives.WriteInt64LittleEndian(whole, value);
        Span<byte> part = isBigEndian ? whole[(8 - width)..] : whole[..width];
        Span<byte> target = bytes[Aligned(at, width, ref random)..];
        part[..Math.Min(width, target.Length)].CopyTo(target);
    }

    private static byte[] Change(byte[] bytes, IReadOnlyList<byte[]> all, ref CounterRandom random)
    {
        if (bytes.Length == 0)
            return [(byte)random.NextUInt32()];
        int at = random.NextInt32(bytes.Length), length = Math.Min(bytes.Length - at, 1 + random.NextInt32(MaxStretch));
        switch (random.NextInt32(16))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 2 when bytes.Length < MaxBytes:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 3 when bytes.Length < MaxBytes:
                byte[] other = all[random.NextInt32(all.Count)];
                int from = random.NextInt32(other.Length + 1);
                return [.. bytes[..at], .. other.AsSpan(from, Math.Min(other.Length - from, length)), .. bytes[at..]];
            case 4:
                // What another input has at the same place.
                byte[] source = all[random.NextInt32(all.Count)];
                source.AsSpan(Math.Min(at, source.Length), Math.Clamp(source.Length - at, 0, length)).CopyTo(bytes.AsSpan(at));
                return bytes;
            case 5:
                bytes.AsSpan(at, length).Fill(random.NextInt32(2) == 0 ? (byte)0 : (byte)0xff);
                return bytes;
            default:
                MutateInPlace(bytes, ref random);
                return bytes;
        }
    }

    // Most bytes of a file are zero, and most of those say nothing.
    private static int Position(ReadOnlySpan<byte> bytes, ref CounterRandom random)
    {
        int at = random.NextInt32(bytes.Length);
        if (random.NextInt32(4) == 0)
            return at;
        int next = bytes[at..].IndexOfAnyExcept((byte)0);
        return next < 0 ? at : at + next;
    }

    private static int Aligned(int at, int width, ref CounterRandom random) => random.NextInt32(2) == 0 ? at : at / width * width;

    private static void WriteNumber(Span<byte> bytes, int at, ref CounterRandom random)
    {
        double value = s_numbers[random.NextInt32(s_numbers.Length)];
        Span<byte> whole = stackalloc byte[8];
        int width = random.NextInt32(3) == 0 ? 4 : 8;
        if (width == 4)
            BinaryPrimitives.WriteSingleLittleEndian(whole, (float)value);
        else
            BinaryPrimitives.WriteDoubleLittleEndian(whole, value);
        Span<byte> target = bytes[Aligned(at, width, ref random)..];
        whole[..Math.Min(width, target.Length)].CopyTo(target);
    }

    private static void AddSmall(Span<byte> bytes, int at, ref CounterRandom random)
    {
        Span<byte> target = bytes[Aligned(at, 4, ref random)..];
        if (target.Length < 4)
            return;
        int value = BinaryPrimitives.ReadInt32LittleEndian(target);
        BinaryPrimitives.WriteInt32LittleEndian(target, unchecked(value + random.NextInt32(33) - 16));
    }
}
