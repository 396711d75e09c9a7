using System.IO.Compression;
using IntervenGen.Core;

namespace IntervenGen.Episodes.Hdf5;

/// <summary>What a chunk passed before it was stored, undone backwards. Nothing is loaded: these filters are known, others are
/// named.</summary>
internal sealed class FilterPipeline
{
    private const int Deflate = 1, Shuffle = 2, Fletcher32 = 3, Lzf = 32000, MaxFilters = 32;

    private readonly FileBytes _file;
    private readonly string _place;
    private readonly int[] _filters;

    private FilterPipeline(FileBytes file, string place, int[] filters)
    {
        _file = file;
        _place = place;
        _filters = filters;
    }

    public bool IsEmpty => _filters.Length == 0;

    /// <summary>Reads a pipeline's message; no message is no filter.</summary>
    /// <exception cref="EpisodeFormatException">A filter is not known here; the message names it.</exception>
    public static FilterPipeline Parse(FileBytes file, HeaderMessage? message, string place)
    {
        if (message is not { } present)
            return new FilterPipeline(file, place, []);
        ByteCursor cursor = present.Cursor(file);
        byte version = cursor.Byte(), count = cursor.Byte();
        if (version is not (1 or 2) || count > MaxFilters)
            throw cursor.Damaged($"a filter pipeline of version {version} with {count} filters");
        if (version == 1)
            cursor.Skip(6);
        var filters = new int[count];
        for (int i = 0; i < count; i++)
        {
            filters[i] = cursor.UInt16();
            int nameBytes = version == 1 || filters[i] >= 256 ? cursor.UInt16() : 0;
            cursor.Skip(2);
            int values = cursor.UInt16();
            cursor.Skip(version == 1 ? (nameBytes + 7) / 8 * 8 : nameBytes);
            cursor.Skip((4L * values) + (version == 1 && values % 2 == 1 ? 4 : 0));
            if (filters[i] is not (Deflate or Shuffle or Fletcher32 or Lzf))
                throw file.Unsupported(
                    place, $"is compressed with {NameOf(filters[i])}, which is not read; write the file anew with 'h5repack -f GZIP=4 " +
                        "IN OUT'");
        }

        return new FilterPipeline(file, place, filters);
    }

    /// <summary>The elements of a chunk.</summary>
    /// <param name="stored">As they lie in the file.</param>
    /// <param name="mask">Which filters to pass by.</param>
    /// <param name="bytes">Bytes of a whole chunk.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    public byte[] Undo(byte[] stored, uint mask, int bytes, int elementBytes)
    {
        byte[] data = stored;
        for (int i = _filters.Length - 1; i >= 0; i--)
        {
            if ((mask >> i & 1) != 0)
                continue;
            data = _filters[i] switch
            {
                Deflate => Inflate(data, bytes),
                Shuffle => Unshuffle(data, elementBytes),
                Fletcher32 => WithoutChecksum(data),
                _ => LzfCodec.TryDecode(data, bytes) ?? throw Damaged("the lzf stream of a chunk is broken"),
            };
        }

        return data.Length == bytes ? data : throw Damaged($"a chunk has {data.Length} bytes, expected {bytes}");
    }

    private byte[] Inflate(byte[] data, int bytes)
    {
        // Room for the checksum of a filter before it; more than that is refused instead of unpacked.
        byte[] target = new byte[bytes + 4];
        try
        {
            using var stream = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
            int length = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
            return length == bytes ? target[..bytes] : target[..length];
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            // The second where the stream is no more broken than that it asks for a dictionary.
            throw Damaged($"the gzip stream of a chunk is broken: {exception.Message}");
        }
    }

    private static byte[] Unshuffle(byte[] data, int elementBytes)
    {
        byte[] target = new byte[data.Length];
        int count = data.Length / elementBytes;
        for (int k = 0; k < elementBytes; k++)
        {
            for (int i = 0; i < count; i++)
                target[(i * elementBytes) + k] = data[(k * count) + i];
        }

        // What is no whole element stays where it is.
        data.AsSpan(count * elementBytes).CopyTo(target.AsSpan(count * elementBytes));
        return target;
    }

    private byte[] WithoutChecksum(byte[] data)
    {
        if (data.Length < 4)
            throw Damaged("a chunk is shorter than its checksum");
        uint stored = BitConverter.ToUInt32(data, data.Length - 4), computed = Fletcher(data.AsSpan(0, data.Length - 4));
        // Early releases swapped the bytes of each half on such machines; both are in use.
        uint swapped = ((computed & 0x00ff00ff) << 8) | ((computed >> 8) & 0x00ff00ff);
        return stored == computed || stored == swapped
            ? data[..^4]
            : throw Damaged($"a chunk has the checksum 0x{stored:x8}, expected 0x{computed:x8}");
    }

    private static uint Fletcher(ReadOnlySpan<byte> data)
    {
        uint first = 0, second = 0;
        for (int i = 0; i < data.Length; i += 2)
        {
            first = (first + (uint)((data[i] << 8) | (i + 1 < data.Length ? data[i + 1] : 0))) % 65535;
            second = (second + first) % 65535;
        }

        return (second << 16) | first;
    }

    private EpisodeFormatException Damaged(string what) => _file.Unsupported(_place, $"{what}; the file is damaged");

    private static string NameOf(int filter) => filter switch
    {
        4 => "szip",
        5 => "n-bit",
        6 => "scale-offset",
        307 => "bzip2",
        32001 => "blosc",
        32004 => "lz4",
        32008 => "bitshuffle",
        32013 => "zfp",
        32015 => "zstd",
        32026 => "blosc2",
        _ => $"the HDF5 filter {filter}",
    };
}
