using System.Buffers.Binary;

namespace IntervenGen.Perception.Network;

/// <summary>A client's request: 16 bytes, little-endian.</summary>
/// <param name="Kind">What is asked for.</param>
/// <param name="Id">Comes back in the answer.</param>
public readonly record struct CameraRequest(CameraRequestKind Kind, uint Id)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Size = 16;

    /// <summary>Version of the protocol; both sides must have the same.</summary>
    public const ushort Version = 1;

    private const uint Magic = 0x4D434749; // "IGCM"

    /// <summary>Writes <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        bytes[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], (ushort)Kind);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Id);
    }

    /// <summary>Reads <see cref="Size"/> bytes.</summary>
    /// <exception cref="CameraProtocolException">These are no request of this version.</exception>
    public static CameraRequest Read(ReadOnlySpan<byte> bytes)
    {
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]), kind = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        if (magic != Magic)
            throw new CameraProtocolException($"a camera request begins with 0x{magic:x8}, expected 0x{Magic:x8} ('IGCM')");
        if (version != Version)
            throw new CameraProtocolException($"the client speaks version {version} of the camera protocol, expected {Version}");
        if (kind is < 1 or > 2)
            throw new CameraProtocolException($"camera request of kind {kind}; 1 (describe) and 2 (frame) are known");
        return new CameraRequest((CameraRequestKind)kind, BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));
    }
}
