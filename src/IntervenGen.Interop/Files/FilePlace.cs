using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Interop.Files;

/// <summary>Kind of what a path leads to.</summary>
public enum FileKind
{
    /// <summary>A device, FIFO or socket, which a foreign folder must not make us open.</summary>
    Other = 0,

    /// <summary>A regular file that may be opened.</summary>
    Regular = 1,

    /// <summary>A folder, which may be listed.</summary>
    Folder = 2,
}

/// <summary>A place in the file system, looked at before anything is opened there.</summary>
/// <remarks>
/// Opening a FIFO waits for its other end, and opening a device may do something; a check of the path before the opening
/// says nothing about what is opened a moment later. So the place is taken hold of without being opened (O_PATH), asked
/// what it is and where it really lies, and what is then opened is that very file. Linux. One thread.
/// </remarks>
public sealed partial class FilePlace : IDisposable
{
    // The same on every architecture that .NET runs on, like the layout of struct statx.
    private const int OpenPathOnly = 0x20_0000, OpenCloseOnExec = 0x8_0000;
    private const int EmptyPath = 0x1000;
    private const uint WantsTypeAndSize = 0x1 | 0x200;
    private const int NoEntry = 2, NotPermitted = 1, Interrupted = 4, AccessDenied = 13, NotAFolder = 20;
    private const int TypeMask = 0xF000, FolderType = 0x4000, RegularType = 0x8000;

    private readonly SafeFileHandle _handle;
    private readonly string _path;

    private FilePlace(SafeFileHandle handle, string path)
    {
        _handle = handle;
        _path = path;
        RealPath = new FileInfo(Link).LinkTarget ?? throw new IOException($"'{path}' cannot be followed to where it lies");
        if (StatX(handle, "", EmptyPath, WantsTypeAndSize, out StatXResult status) != 0)
            Throw(path, Marshal.GetLastPInvokeError());
        Kind = (status.Mode & TypeMask) switch { RegularType => FileKind.Regular, FolderType => FileKind.Folder, _ => FileKind.Other };
        Length = (long)Math.Min(status.Size, long.MaxValue);
    }

    /// <summary>The real path, with every link of every component resolved by the kernel.</summary>
    public string RealPath { get; }

    /// <summary>Kind of what the path leads to.</summary>
    public FileKind Kind { get; }

    /// <summary>Size of a regular file when it was examined, bytes.</summary>
    public long Length { get; }

    private string Link => $"/proc/self/fd/{(int)_handle.DangerousGetHandle()}";

    /// <summary>Examines what a path leads to, with links resolved; opens nothing.</summary>
    /// <returns>Null if nothing exists there, or a link is dangling.</returns>
    /// <exception cref="UnauthorizedAccessException">A folder of the path is not accessible.</exception>
    /// <exception cref="IOException">The links form a circle, a name is too long, or the disk fails.</exception>
    public static FilePlace? Find(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("the path holds a zero character", nameof(path));
        SafeFileHandle handle;
        int error;
        do
        {
            handle = Open(path, OpenPathOnly | OpenCloseOnExec);
            error = handle.IsInvalid ? Marshal.GetLastPInvokeError() : 0;
        }
        while (error == Interrupted);
        if (error is NoEntry or NotAFolder)
            return null;
        if (error != 0)
            Throw(path, error);
        try
        {
            return new FilePlace(handle, path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Opens the examined file itself for reading, shared with a writer.</summary>
    /// <exception cref="IOException">It is not a regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not readable.</exception>
    public SafeFileHandle OpenRead()
    {
        if (Kind != FileKind.Regular)
            throw new IOException($"'{_path}' is no regular file");
        // Not by File.OpenHandle, whose lock would keep a writer out, and a writer's us.
        SafeFileHandle opened = Open(Link, OpenCloseOnExec);
        if (!opened.IsInvalid)
            return opened;
        int error = Marshal.GetLastPInvokeError();
        opened.Dispose();
        if (error is AccessDenied or NotPermitted)
            throw new UnauthorizedAccessException($"'{_path}' may not be read", new Win32Exception(error));
        throw new IOException($"'{_path}' cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    [DoesNotReturn]
    private static void Throw(string path, int error)
    {
        string message = $"'{path}' cannot be looked at: {Marshal.GetPInvokeErrorMessage(error)}";
        if (error is AccessDenied or NotPermitted)
            throw new UnauthorizedAccessException(message, new Win32Exception(error));
        throw new IOException(message, error);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int StatX(SafeFileHandle folder, string path, int flags, uint mask, out StatXResult status);

    // The two members that are read, of the 256 bytes that the kernel writes.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatXResult
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(40)]
        public ulong Size;
    }
}
