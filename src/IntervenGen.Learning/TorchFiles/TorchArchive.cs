using System.IO.Compression;
using System.IO.Hashing;
using IntervenGen.Core;
using IntervenGen.Interop;
using IntervenGen.Learning.Pickles;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Learning.TorchFiles;

/// <summary>A file of <c>torch.save</c>, open for reading: a zip of a pickle and the storages that it names.</summary>
/// <remarks>
/// Nothing in it is executed, see <see cref="PickleReader"/>. Sizes are checked against what is there before memory is reserved.
/// One thread at a time.
/// </remarks>
internal sealed class TorchArchive : IDisposable
{
    private const int MaxEntries = 10_000;
    private const long MaxBytes = 4L << 30;

    // Above what weights compress to; a smaller file cannot claim to hold more.
    private const int MaxRatio = 64, RatioFloor = 1 << 16;

    private readonly SafeFileHandle _file;
    private readonly ZipArchive _zip;
    private readonly string _path;
    private readonly string _folder;

    private TorchArchive(string path, SafeFileHandle file, ZipArchive zip)
    {
        (_path, _file, _zip) = (path, file, zip);
        if (zip.Entries.Count > MaxEntries)
            throw Broken($"{zip.Entries.Count} entries, at most {MaxEntries} are read");
        _folder = FindFolder();
        if (Find("byteorder") is { } order && System.Text.Encoding.ASCII.GetString(Read(order, 16)).Trim() is var name and not "little")
            throw new UsageException($"'{path}': its numbers are stored in byte order '{name}'; little is read");
        if (Find("data.pkl") is not { } pickle)
            throw Broken("there is no data.pkl");
        Root = PickleReader.Read(Read(pickle, PickleReader.MaxBytes), new TorchNames(), $"'{path}', {pickle.FullName}");
    }

    /// <summary>The value that was saved.</summary>
    public object? Root { get; }

    /// <summary>Whether a file starts as a zip does, or as a pickle of before PyTorch 1.6.</summary>
    public static bool IsLikely(ReadOnlySpan<byte> start) => start.StartsWith("PK\x03\x04"u8) || IsOldPickle(start);

    /// <summary>Opens a file.</summary>
    /// <exception cref="UsageException">It does not exist, has another form of PyTorch's, or names something that is not data.</exception>
    /// <exception cref="EpisodeFormatException">It is damaged.</exception>
    public static TorchArchive Open(string path)
    {
        if (!File.Exists(path))
            throw new UsageException($"there is no policy '{path}'");
        SafeFileHandle file = RegularFile.Open(path);
        ZipArchive? zip = null;
        try
        {
            byte[] start = RegularFile.ReadStart(file, 512);
            RequireZip(path, start);
            zip = new ZipArchive(new FileStream(file, FileAccess.Read), ZipArchiveMode.Read);
            return new TorchArchive(path, file, zip);
        }
        catch (Exception exception)
        {
            zip?.Dispose();
            file.Dispose();
            if (IsDamage(exception))
                throw new EpisodeFormatException($"'{path}': the zip is damaged: {exception.Message}", exception);
            throw;
        }
    }

    /// <summary>Reads a tensor's elements, row-major, rounded to single precision.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="EpisodeFormatException">The storage is missing, too short or damaged, or an element is not finite.</exception>
    public float[] Read(string name, TorchTensor tensor)
    {
        if (tensor.FindFault() is { } fault)
            throw Broken($"{name}: {fault}");
        ZipArchiveEntry entry = Find($"data/{tensor.Storage.Key}")
            ?? throw Broken($"{name}: its storage data/{tensor.Storage.Key} is missing");
        StorageKind kind = tensor.Storage.Kind;
        long expected = tensor.Storage.Count * kind.Size();
        if (entry.Length != expected)
            throw Broken($"{name}: its storage {entry.FullName} has {entry.Length} bytes, expected {expected}");
        byte[] bytes = Read(entry, int.MaxValue);
        var values = new float[tensor.Count];
        var place = new int[tensor.Shape.Count];
        long at = tensor.Offset;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = kind.Read(bytes, at);
            if (!float.IsFinite(values[i]))
                throw Broken(FormattableString.Invariant($"number {i} of {name} is {values[i]}"));
            // As an odometer counts: the last dimension fastest.
            for (int d = place.Length - 1; d >= 0; d--)
            {
                at += tensor.Strides[d];
                if (++place[d] < tensor.Shape[d])
                    break;
                at -= tensor.Strides[d] * place[d];
                place[d] = 0;
            }
        }

        return values;
    }

    /// <summary>A fault of this file.</summary>
    public EpisodeFormatException Broken(string what) => new($"'{_path}': {what}");

    /// <inheritdoc/>
    public void Dispose()
    {
        _zip.Dispose();
        _file.Dispose();
    }

    private static void RequireZip(string path, ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("PK\x03\x04"u8))
            return;
        if (IsOldPickle(start))
            throw new UsageException($"'{path}' has the form of before PyTorch 1.6, a bare pickle; load and save it with a newer one");
        // The tar of before PyTorch 0.1.11.
        if (start.Length > 262 && start.Slice(257, 5).SequenceEqual("ustar"u8))
            throw new UsageException($"'{path}' has the form of before PyTorch 0.2, a tar; load and save it with a newer one");
        string found = Convert.ToHexString(start[..Math.Min(start.Length, 4)]);
        throw new EpisodeFormatException($"'{path}', offset 0: found 0x{found}, expected 0x504B0304: not a file of torch.save");
    }

    private static bool IsOldPickle(ReadOnlySpan<byte> start) => start.Length > 2 && start[0] == 0x80 && start[1] is >= 2 and <= 5;

    private static bool IsDamage(Exception exception) => exception is InvalidDataException or IOException or NotSupportedException
        or ArgumentException or OverflowException or IndexOutOfRangeException;

    // All entries are in one folder, whose name is that of the file when it was saved.
    private string FindFolder()
    {
        ZipArchiveEntry pickle = _zip.Entries.FirstOrDefault(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal))
            ?? throw new UsageException($"'{_path}' is a zip, but not one of torch.save: there is no data.pkl in it");
        string folder = pickle.FullName[..^"data.pkl".Length];
        return _zip.Entries.Any(entry => entry.FullName == $"{folder}constants.pkl")
            ? throw new UsageException($"'{_path}' is a TorchScript module, which is a program; name the checkpoint that it was made of")
            : folder;
    }

    private ZipArchiveEntry? Find(string name)
    {
        ZipArchiveEntry[] found = [.. _zip.Entries.Where(entry => entry.FullName == _folder + name).Take(2)];
        return found.Length < 2 ? found.FirstOrDefault() : throw Broken($"{_folder}{name} is there twice");
    }

    private byte[] Read(ZipArchiveEntry entry, long limit)
    {
        long size = entry.Length, packed = entry.CompressedLength;
        if (size < 0 || size > Math.Min(limit, MaxBytes) || size >= int.MaxValue)
            throw Broken($"{entry.FullName} has {size} bytes, at most {Math.Min(limit, int.MaxValue - 1)} are read");
        if (packed < 0 || packed > RandomAccess.GetLength(_file) || size > RatioFloor + (packed * MaxRatio))
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
}
