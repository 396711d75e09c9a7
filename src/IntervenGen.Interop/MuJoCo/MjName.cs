using System.Text;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>A name for C: UTF-8, with its length.</summary>
internal static class MjName
{
    /// <summary>Bytes that a name may have; the shim refuses longer ones too.</summary>
    public const int MaxBytes = 255;

    /// <summary>Encodes a name for a native call.</summary>
    /// <returns>The encoded bytes, a part of <paramref name="buffer"/>.</returns>
    /// <exception cref="ArgumentException">The name is longer than <see cref="MaxBytes"/>.</exception>
    public static ReadOnlySpan<byte> Write(string name, Span<byte> buffer)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Encoding.UTF8.TryGetBytes(name, buffer, out int length)
            ? buffer[..length]
            : throw new ArgumentException(
                $"a name of {Encoding.UTF8.GetByteCount(name)} bytes; at most {MaxBytes} are possible", nameof(name));
    }
}
