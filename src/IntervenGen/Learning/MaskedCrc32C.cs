using System.Buffers.Binary;
using System.Numerics;

namespace IntervenGen;

/// <summary>The checksum of TensorBoard's records: CRC-32C (Castagnoli), masked, as it is stored beside its data.</summary>
internal static class MaskedCrc32C
{
    private const uint MaskDelta = 0xA282EAD8;

    /// <summary>CRC-32C: reflected polynomial 0x82F63B78, all ones before and after.</summary>
    public static uint Crc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        foreach (byte value in data)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }

    /// <summary>The masked checksum: rotated right by 15 bits, plus a constant, modulo 2³².</summary>
    public static uint Of(ReadOnlySpan<byte> data) => BitOperations.RotateRight(Crc(data), 15) + MaskDelta;
}
