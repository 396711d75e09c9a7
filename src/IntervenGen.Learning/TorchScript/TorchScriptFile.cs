using System.IO.Hashing;
using System.Text;
using IntervenGen.Core;
using IntervenGen.Interop;
using IntervenGen.Learning.Models;
using IntervenGen.Learning.TorchFiles;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Learning.TorchScript;

/// <summary>The file of a TorchScript module, read whole; nothing of it is run.</summary>
internal sealed class TorchScriptFile
{
    private const long MaxBytes = 1L << 30;
    private const int MaxExtra = 1 << 20;

    private TorchScriptFile(string path, byte[] bytes, ModelOrigin origin)
    {
        (Path, Bytes, Origin) = (path, bytes, origin);
        Digest = Convert.ToHexStringLower(XxHash128.Hash(bytes));
    }

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>Its content.</summary>
    public byte[] Bytes { get; }

    /// <summary>The digest of the file, 32 hexadecimal digits.</summary>
    public string Digest { get; }

    /// <summary>What the module says of itself, in the extra file <c>intervengen</c>.</summary>
    public ModelOrigin Origin { get; }

    /// <summary>Whether a file is one of PyTorch's that holds a program.</summary>
    public static bool IsLikely(string path)
    {
        if (!File.Exists(path))
            return false;
        try
        {
            using SafeFileHandle file = RegularFile.Open(path);
            if (!IsZip(RegularFile.ReadStart(file, 4)))
                return false;
            using var zip = new TorchZip(path, new FileStream(file, FileAccess.Read));
            return zip.IsScript;
        }
        catch (Exception exception) when (exception is IntervenGenException or IOException)
        {
            return false;
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="UsageException">It does not exist, or holds no program.</exception>
    /// <exception cref="EpisodeFormatException">It is damaged.</exception>
    public static TorchScriptFile Read(string path)
    {
        if (!File.Exists(path))
            throw new UsageException($"there is no policy '{path}'");
        byte[] bytes;
        using (SafeFileHandle file = RegularFile.Open(path))
        {
            long size = RandomAccess.GetLength(file);
            byte[] start = RegularFile.ReadStart(file, Math.Min(size, 4));
            if (!IsZip(start))
                throw new EpisodeFormatException(
                    $"'{path}', offset 0: found 0x{Convert.ToHexString(start)}, expected 0x504B0304: not a TorchScript module");
            bytes = size <= MaxBytes ? RegularFile.ReadStart(file, size)
                : throw new UsageException($"'{path}' has {size} bytes; modules of at most {MaxBytes} are read");
        }

        using var zip = new TorchZip(path, new MemoryStream(bytes, writable: false));
        if (!zip.IsScript)
            throw new UsageException($"'{path}' is data of torch.save and no TorchScript module: there is no constants.pkl in it");
        string? json = zip.Find($"extra/{ModelOrigin.Key}") is { } entry ? Encoding.UTF8.GetString(zip.Read(entry, MaxExtra)) : null;
        return new TorchScriptFile(path, bytes, ModelOrigin.Parse(json, $"'{path}'"));
    }

    private static bool IsZip(ReadOnlySpan<byte> start) => start.StartsWith("PK\x03\x04"u8);
}
