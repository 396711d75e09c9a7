using System.IO.Compression;
using IntervenGen.Core;
using IntervenGen.Interop;
using IntervenGen.Learning.Pickles;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Learning.TorchFiles;

/// <summary>A file of <c>torch.save</c>, open for reading: a zip of a pickle and the storages that it names.</summary>
/// <remarks>
/// Nothing in it is executed, see <see cref="PickleReader"/>. One thread at a time.
/// </remarks>
internal sealed class TorchArchive : IDisposable
{
    private readonly TorchZip _zip;

    private TorchArchive(string path, TorchZip zip)
    {
        _zip = zip;
        if (zip.IsScript)
            throw new UsageException($"'{path}' is a TorchScript module, which is a program; name the checkpoint that it was made of");
        if (zip.Find("byteorder") is { } order
            && System.Text.Encoding.ASCII.GetString(zip.Read(order, 16)).Trim() is var name and not "little")
            throw new UsageException($"'{path}': its numbers are stored in byte order '{name}'; little is read");
        if (zip.Find("data.pkl") is not { } pickle)
            throw Broken("there is no data.pkl");
        Root = PickleReader.Read(zip.Read(pickle, PickleReader.MaxBytes), new TorchNames(), $"'{path}', {pickle.FullName}");
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
        TorchZip? zip = null;
        try
        {
            RequireZip(path, RegularFile.ReadStart(file, 512));
            zip = new TorchZip(path, new FileStream(file, FileAccess.Read));
            return new TorchArchive(path, zip);
        }
        catch
        {
            zip?.Dispose();
            file.Dispose();
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
        ZipArchiveEntry entry = _zip.Find($"data/{tensor.Storage.Key}")
            ?? throw Broken($"{name}: its storage data/{tensor.Storage.Key} is missing");
        StorageKind kind = tensor.Storage.Kind;
        long expected = tensor.Storage.Count * kind.Size();
        if (entry.Length != expected)
            throw Broken($"{name}: its storage {entry.FullName} has {entry.Length} bytes, expected {expected}");
        byte[] bytes = _zip.Read(entry, int.MaxValue);
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
    public EpisodeFormatException Broken(string what) => _zip.Broken(what);

    /// <inheritdoc/>
    public void Dispose() => _zip.Dispose();

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
}
