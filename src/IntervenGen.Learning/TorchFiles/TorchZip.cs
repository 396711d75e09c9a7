using System.IO.Compression;
using System.IO.Hashing;
using IntervenGen.Core;

namespace IntervenGen.Learning.TorchFiles;

/// <summary>The zip around what PyTorch saves: one folder, named as the file was when it was saved.</summary>
/// <remarks>Sizes are checked against what is there before memory is reserved. One thread at a time.</remarks>
internal sealed class TorchZip : IDisposable
{
    private const int MaxEntries = 10_000;
    private const long MaxBytes = 4L << 30;

    // Above what weights compress to; a smaller file cannot claim to hold more.
    private const int MaxRatio = 64, RatioFloor = 1 << 16;

    private readonly ZipArchive _zip;
    private readonly string _path;
    private readonly long _length;
    private readonly string _folder;

    /// <summary>Opens a zip.</summary>
    /// <param name="path">Where it is from, for messages.</param>
    /// <param name="stream">The file; owned from now on.</param>
    /// <exception cref="UsageException">It is not PyTorch's.</exception>
    /// <exception cref="EpisodeFormatException">It is damaged.</exception>
    public TorchZip(string path, Stream stream)
    {
        _path = path;
        try
        {
            _length = stream.Length;
            _zip = new ZipArchive(stream, ZipArchiveMode.Read);
            if (_zip.Entries.Count > MaxEntries)
                throw Broken($"{_zip.Entries.Count} entries, at most {MaxEntries} are read");
        }
        catch (Exception exception)
        {
            _zip?.Dispose();
            stream.Dispose();
            if (IsDamage(exception))
                throw new EpisodeFormatException($"'{path}': the zip is damaged: {exception.Message}", exception);
            throw;
        }

        ZipArchiveEntry? pickle = _zip.Entries.FirstOrDefault(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal));
        _folder = pickle?.FullName[..^"data.pkl".Length] ?? "";
        if (pickle is null)
        {
            _zip.Dispose();
            throw new UsageException($"'{path}' is a zip, but not one of torch.save: there is no data.pkl in it");
        }
    }

    /// <summary>Whether it is of a TorchScript module, a program, and not of data.</summary>
    public bool IsScript => _zip.Entries.Any(entry => entry.FullName == $"{_folder}constants.pkl");

    /// <summary>An entry of the folder; null where there is none.</summary>
    /// <exception cref="EpisodeFormatException">It is there twice.</exception>
    public ZipArchiveEntry? Find(string name)
    {
        ZipArchiveEntry[] found = [.. _zip.Entries.Where(entry => entry.FullName == _folder + name).Take(2)];
        return found.Length < 2 ? found.FirstOrDefault() : throw Broken($"{_folder}{name} is there twice");
    }

    /// <summary>Reads an entry whole.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="limit">Most bytes that it may have.</param>
    /// <exception cref="EpisodeFormatException">It has more, or its checksum is wrong.</exception>
    public byte[] Read(ZipArchiveEntry entry, long limit)
    {
        long size = entry.Length, packed = entry.CompressedLength;
        if (size < 0 || size > Math.Min(limit, MaxBytes) || size >= int.MaxValue)
            throw Broken($"{entry.FullName} has {size} bytes, at most {Math.Min(limit, int.MaxValue - 1)} are read");
        if (packed < 0 || packed > _length || size > RatioFloor + (packed * MaxRatio))
            throw Broken($"{entry.FullName} claims {size} bytes out of {packed}");
        var bytes = new byte[size];
        try
        {
            using Stream stream = entry.Open();
            stream.ReadExactly(bytes);
            if (stream.ReadByte() >= 0)
                throw Broken($"{entry.FullName} has more bytes than the {size} that it claims");
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            throw new EpisodeFormatException($"'{_path}': {entry.FullName} cannot be read: {exception.Message}", exception);
        }

        uint sum = Crc32.HashToUInt32(bytes);
        if (sum != entry.Crc32)
            throw Broken($"{entry.FullName} has checksum 0x{sum:X8}, expected 0x{entry.Crc32:X8}: the file is damaged");
        return bytes;
    }

    /// <summary>A fault of this file.</summary>
    public EpisodeFormatException Broken(string what) => new($"'{_path}': {what}");

    /// <inheritdoc/>
    public void Dispose() => _zip.Dispose();

    private static bool IsDamage(Exception exception) => exception is InvalidDataException or IOException or NotSupportedException
        or ArgumentException or OverflowException or IndexOutOfRangeException;
}
