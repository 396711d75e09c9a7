using IntervenGen.Core;
using IntervenGen.Interop.Files;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Interop;

/// <summary>Opens files that a user names or that others left: regular ones alone, and without waiting.</summary>
public static class RegularFile
{
    /// <summary>Opens a regular file for reading.</summary>
    /// <param name="path">Its path; links are followed.</param>
    /// <returns>The open file; a writer may go on beside it.</returns>
    /// <exception cref="UsageException">There is no such file, it is of another kind, or may not be read.</exception>
    public static SafeFileHandle Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FilePlace place = FilePlace.Find(path) ?? throw new UsageException($"'{path}' is not a file: nothing is there");
            return place.Kind == FileKind.Regular
                ? place.OpenRead()
                : throw new UsageException(
                    $"'{path}' is not a file but a {(place.Kind == FileKind.Folder ? "folder" : "pipe, a socket or a device")}");
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UsageException($"'{path}' cannot be read: {exception.Message}", exception);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"'{path}' names no file: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the first bytes of a file.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="bytes">How many; the caller has bounded it.</param>
    /// <returns>As many, or fewer where the file ends before: whoever writes it may make it shorter meanwhile.</returns>
    public static byte[] ReadStart(SafeFileHandle file, long bytes)
    {
        byte[] start = new byte[bytes];
        return start[..Fill(file, start, 0)];
    }

    /// <summary>Fills a span as far as the file goes.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="bytes">Gets the bytes.</param>
    /// <param name="offset">Where they begin in the file.</param>
    /// <returns>Bytes read.</returns>
    public static int Fill(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        int done = 0;
        while (done < bytes.Length && RandomAccess.Read(file, bytes[done..], offset + done) is > 0 and int read)
            done += read;
        return done;
    }
}
