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
                : throw new UsageException($"'{path}' is not a file but a {(place.Kind == FileKind.Folder ? "folder" : "pipe, a socket or a device")}");
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
}
