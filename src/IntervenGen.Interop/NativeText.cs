using System.Diagnostics.CodeAnalysis;
using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Interop;

/// <summary>Texts of the shims: what went wrong, read on the thread that was told so.</summary>
internal static unsafe class NativeText
{
    // As much as a shim keeps of an error.
    private const int Capacity = 2048;

    /// <summary>Reads a text that a shim writes with a 0 behind it.</summary>
    /// <param name="write">Writes into a buffer of this many bytes.</param>
    public static string Read(delegate*<byte*, int, int> write)
    {
        Span<byte> buffer = stackalloc byte[Capacity];
        buffer[0] = 0;
        fixed (byte* pointer = buffer)
            _ = write(pointer, buffer.Length);
        return UntilZero(buffer).Trim();
    }

    /// <summary>The text in front of the first 0.</summary>
    public static string UntilZero(ReadOnlySpan<byte> buffer)
    {
        int end = buffer.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? buffer : buffer[..end]);
    }

    /// <summary>Reports a failed call with the shim's own words.</summary>
    [DoesNotReturn]
    public static void Throw(string library, string function, int status, delegate*<byte*, int, int> lastError) =>
        throw new NativeException(library, function, status, Read(lastError));
}
