using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using IntervenGen.Core;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Interop;

/// <summary>Opens files from others: regular ones alone, and without waiting.</summary>
/// <remarks>
/// Opening a named pipe waits for its other end, and devices such as /dev/zero never end. .NET tells neither apart from a file;
/// the kernel is asked about the very descriptor that was opened, so nothing can be exchanged in between. Linux.
/// </remarks>
public static unsafe partial class RegularFile
{
    private const int ReadOnly = 0, NonBlocking = 0x800, CloseOnExec = 0x80000;
    private const int CurrentFolder = -100, EmptyPath = 0x1000, TypeMask = 1;
    private const int StatusBytes = 256, ModeOffset = 28;
    private const int NoSuchFile = 2, AccessDenied = 13;

    /// <summary>Opens a regular file for reading.</summary>
    /// <param name="path">Its path; links are followed.</param>
    /// <returns>The open file.</returns>
    /// <exception cref="UsageException">There is no such file, it is of another kind, or may not be read.</exception>
    public static SafeFileHandle Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path.Contains('\0'))
            throw new UsageException("a path with a zero character names no file");
        int descriptor;
        fixed (byte* text = Encoding.UTF8.GetBytes(path + '\0'))
            descriptor = OpenFile(text, ReadOnly | NonBlocking | CloseOnExec);
        if (descriptor < 0)
            throw Refused(path, Marshal.GetLastPInvokeError());
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        byte* status = stackalloc byte[StatusBytes];
        byte none = 0;
        if (Status(descriptor, &none, EmptyPath, TypeMask, status) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            throw Refused(path, error);
        }

        string? other = KindOf(*(ushort*)(status + ModeOffset));
        if (other is null)
            return handle;
        handle.Dispose();
        throw new UsageException($"'{path}' is a {other}, not a file");
    }

    /// <summary>What else than a regular file a path names, such as "folder"; null for a regular file and where there is nothing.</summary>
    /// <param name="path">The path; links are followed.</param>
    public static string? OtherKind(string path)
    {
        byte* status = stackalloc byte[StatusBytes];
        fixed (byte* text = Encoding.UTF8.GetBytes(path + '\0'))
            return Status(CurrentFolder, text, 0, TypeMask, status) == 0 ? KindOf(*(ushort*)(status + ModeOffset)) : null;
    }

    private static UsageException Refused(string path, int error) => new(error switch
    {
        NoSuchFile => $"'{path}' is not a file",
        AccessDenied => $"'{path}' may not be read by this user",
        _ => $"'{path}' cannot be opened: {new Win32Exception(error).Message}",
    });

    // The file type in st_mode, octal 0170000.
    private static string? KindOf(ushort mode) => (mode & 0xF000) switch
    {
        0x8000 => null,
        0x4000 => "folder",
        0x1000 => "named pipe",
        0x2000 => "character device",
        0x6000 => "block device",
        0xC000 => "socket",
        _ => "special file",
    };

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int OpenFile(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Status(int folder, byte* path, int flags, uint mask, byte* status);
}
