using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using IntervenGen.Core;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Episodes;

/// <summary>Gives a file its bytes before it is mapped: a full disk is an error here, not a dead process later.</summary>
internal static partial class Preallocation
{
    private const int Interrupted = 4; // EINTR
    private const int InvalidArgument = 22; // EINVAL: musl, where the file system cannot preallocate
    private const int NotSupported = 95; // EOPNOTSUPP

    /// <summary>Makes the file <paramref name="length"/> bytes long, all of them backed by the disk; new bytes are zero.</summary>
    /// <exception cref="IntervenGenException">No room: names the folder, the bytes wanted and the bytes free.</exception>
    public static void Reserve(SafeFileHandle file, long length, string folder)
    {
        long present = RandomAccess.GetLength(file);
        int error = OperatingSystem.IsLinux() ? Allocate(file, length) : NotSupported;
        if (error is NotSupported or InvalidArgument)
            WriteZeros(file, present, length, folder);
        else if (error != 0)
            ThrowNoRoom(folder, length - present, Marshal.GetPInvokeErrorMessage(error), null);
    }

    private static int Allocate(SafeFileHandle file, long length)
    {
        bool held = false;
        try
        {
            file.DangerousAddRef(ref held);
            int error;
            do
                error = posix_fallocate((int)file.DangerousGetHandle(), 0, length);
            while (error == Interrupted);
            return error;
        }
        finally
        {
            if (held)
                file.DangerousRelease();
        }
    }

    private static void WriteZeros(SafeFileHandle file, long from, long to, string folder)
    {
        byte[] zeros = new byte[1 << 20];
        try
        {
            for (long offset = from; offset < to; offset += zeros.Length)
                RandomAccess.Write(file, zeros.AsSpan(0, (int)Math.Min(zeros.Length, to - offset)), offset);
        }
        catch (IOException exception)
        {
            ThrowNoRoom(folder, to - from, exception.Message, exception);
        }
    }

    [DoesNotReturn]
    private static void ThrowNoRoom(string folder, long wanted, string reason, Exception? inner)
    {
        string free;
        try
        {
            free = $"{new DriveInfo(folder).AvailableFreeSpace}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            free = "an unknown number of";
        }

        throw new IntervenGenException(
            $"'{folder}': no room for an episode shard: {wanted} bytes wanted, {free} bytes free ({reason}); "
            + "everything appended so far is safe", inner);
    }

    [LibraryImport("libc")]
    private static partial int posix_fallocate(int file, long offset, long length);
}
