using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using IntervenGen.Core;
using IntervenGen.Interop;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Learning;

public sealed partial class Checkpoint
{
    /// <summary>Version of the file format, stored in every file.</summary>
    public const int FormatVersion = 1;

    private const int PreambleSize = 40;
    private const int HashOffset = 24;
    private const int HashSize = 16;

    // The largest network that a config allows, with what its optimiser remembers, is a tenth of this.
    private const long MaxBytes = int.MaxValue;

    private static ReadOnlySpan<byte> Magic => "IGENCKPT"u8;

    /// <summary>Writes the checkpoint to a file; an existing one is replaced only once the new one is complete.</summary>
    public void Save(string path) => OutputFile.Write(path, ToBytes(), overwrite: true);

    /// <summary>Reads a checkpoint from a file and verifies it.</summary>
    /// <exception cref="UsageException">The file does not exist.</exception>
    /// <exception cref="EpisodeFormatException">The file is not a checkpoint, has another format version, or is truncated or
    /// damaged.</exception>
    public static Checkpoint Load(string path)
    {
        if (!File.Exists(path))
            throw new UsageException($"there is no checkpoint '{path}'");
        using SafeFileHandle file = RegularFile.Open(path);
        // The start first: another kind of file is told apart before it is read whole, however large it is.
        byte[] bytes = RegularFile.ReadStart(file, Math.Min(RandomAccess.GetLength(file), PreambleSize));
        return FromBytes(IsCheckpoint(bytes) ? RegularFile.ReadStart(file, SizeOf(file, path)) : bytes, path);
    }

    private static bool IsCheckpoint(ReadOnlySpan<byte> start) => start.Length == PreambleSize && start.StartsWith(Magic);

    private static long SizeOf(SafeFileHandle file, string path)
    {
        long size = RandomAccess.GetLength(file);
        return size <= MaxBytes ? size : throw Broken(path, 0, $"the file has {size} bytes, a checkpoint at most {MaxBytes}");
    }

    internal byte[] ToBytes()
    {
        List<float[]> arrays = [.. Weights.Select(tensor => tensor.Values)];
        if (Optimizer is { } optimizer)
            arrays.AddRange([.. optimizer.Values, .. optimizer.FirstMoments, .. optimizer.SecondMoments, .. optimizer.Averages]);
        byte[] header = CheckpointHeader.Of(this).ToJson();
        int dataOffset = DataOffset(header.Length);
        long size = dataOffset + arrays.Sum(array => (long)array.Length * sizeof(float));
        var bytes = new byte[checked((int)size)];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), FormatVersion);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), header.Length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), size);
        header.CopyTo(bytes, PreambleSize);
        int offset = dataOffset;
        foreach (float[] array in arrays)
        {
            MemoryMarshal.AsBytes(array.AsSpan()).CopyTo(bytes.AsSpan(offset));
            offset += array.Length * sizeof(float);
        }

        HashOf(bytes, bytes.AsSpan(HashOffset, HashSize));
        return bytes;
    }

    internal static Checkpoint FromBytes(byte[] bytes, string path)
    {
        if (bytes.Length < PreambleSize)
            throw Broken(path, 0, $"the file has {bytes.Length} bytes, a checkpoint at least {PreambleSize}");
        if (!bytes.AsSpan(0, 8).SequenceEqual(Magic))
            throw Broken(
                path, 0,
                $"found 0x{Convert.ToHexString(bytes, 0, 8)}, expected 0x{Convert.ToHexString(Magic)} (IGENCKPT): not a checkpoint");
        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
        if (version != FormatVersion)
            throw Broken(path, 8, $"format version {version}, expected {FormatVersion}");
        int headerSize = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
        long size = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(16));
        if (size != bytes.Length)
            throw Broken(path, 16, $"the file has {bytes.Length} bytes, expected {size}: it was cut short or appended to");
        Span<byte> hash = stackalloc byte[HashSize];
        HashOf(bytes, hash);
        if (!hash.SequenceEqual(bytes.AsSpan(HashOffset, HashSize)))
        {
            throw Broken(
                path, HashOffset, $"hash 0x{Convert.ToHexString(hash)}, expected 0x{Convert.ToHexString(bytes, HashOffset, HashSize)}: " +
                    "the file is damaged");
        }

        if (headerSize < 2 || headerSize > bytes.Length - PreambleSize || DataOffset(headerSize) > bytes.Length)
            throw Broken(path, 12, $"header of {headerSize} bytes, expected 2 to {bytes.Length - PreambleSize}");
        var header = CheckpointHeader.Parse(bytes.AsSpan(PreambleSize, headerSize), $"checkpoint '{path}', offset {PreambleSize}");
        return header.ToCheckpoint(new TensorReader(bytes, DataOffset(headerSize), path));
    }

    internal static EpisodeFormatException Broken(string path, long offset, string what) =>
        new($"checkpoint '{path}', offset {offset}: {what}");

    // Tensors start at a multiple of 8, so that the file can be mapped.
    private static int DataOffset(int headerSize) => (PreambleSize + headerSize + 7) & ~7;

    private static void HashOf(ReadOnlySpan<byte> file, Span<byte> hash)
    {
        var hasher = new XxHash128();
        hasher.Append(file[..HashOffset]);
        hasher.Append(file[PreambleSize..]);
        hasher.GetCurrentHash(hash);
    }
}
