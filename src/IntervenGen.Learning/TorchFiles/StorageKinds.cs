using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace IntervenGen.Learning.TorchFiles;

/// <summary>Names, sizes and conversion of the kinds of storages.</summary>
internal static class StorageKinds
{
    private static readonly Dictionary<string, StorageKind> s_kinds = new(StringComparer.Ordinal)
    {
        ["FloatStorage"] = StorageKind.Float32,
        ["DoubleStorage"] = StorageKind.Float64,
        ["HalfStorage"] = StorageKind.Float16,
        ["BFloat16Storage"] = StorageKind.BFloat16,
        ["LongStorage"] = StorageKind.Int64,
        ["IntStorage"] = StorageKind.Int32,
        ["ShortStorage"] = StorageKind.Int16,
        ["CharStorage"] = StorageKind.Int8,
        ["ByteStorage"] = StorageKind.UInt8,
        ["BoolStorage"] = StorageKind.Bool,
    };

    /// <summary>The kind that a class of module <c>torch</c> stands for.</summary>
    public static bool TryFind(string name, out StorageKind kind) => s_kinds.TryGetValue(name, out kind);

    /// <summary>Bytes of a number.</summary>
    public static int Size(this StorageKind kind) => kind switch
    {
        StorageKind.Float64 or StorageKind.Int64 => 8,
        StorageKind.Float32 or StorageKind.Int32 => 4,
        StorageKind.Float16 or StorageKind.BFloat16 or StorageKind.Int16 => 2,
        _ => 1,
    };

    /// <summary>Reads one number, rounded to single precision.</summary>
    /// <param name="kind">The kind of the number.</param>
    /// <param name="bytes">Little-endian bytes of the storage.</param>
    /// <param name="index">Index of the number in the storage.</param>
    public static float Read(this StorageKind kind, ReadOnlySpan<byte> bytes, long index)
    {
        bytes = bytes[checked((int)(index * kind.Size()))..];
        return kind switch
        {
            StorageKind.Float32 => MemoryMarshal.Read<float>(bytes),
            StorageKind.Float64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            StorageKind.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            StorageKind.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
            StorageKind.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            StorageKind.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            StorageKind.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            StorageKind.Int8 => (sbyte)bytes[0],
            _ => bytes[0],
        };
    }
}
