using System.Buffers.Binary;
using IntervenGen.Perception.Camera;

namespace IntervenGen.Perception.Network;

/// <summary>The beginning of every answer: 80 bytes, little-endian. Colour and depth, or an error's text, follow.</summary>
/// <param name="Failed">An error's text follows instead of a frame.</param>
/// <param name="Id">Of the request.</param>
/// <param name="TimestampUs">When the frame was taken, microseconds since 1970.</param>
/// <param name="Intrinsics">The camera.</param>
/// <param name="DepthUnit">Metres per unit of depth; a RealSense's is usually 0.001.</param>
/// <param name="ColourBytes">Bytes of colour that follow, or of the text.</param>
/// <param name="DepthBytes">Bytes of depth that follow.</param>
public readonly record struct CameraAnswer(
    bool Failed, uint Id, long TimestampUs, CameraIntrinsics Intrinsics, double DepthUnit, uint ColourBytes, uint DepthBytes)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Size = 80;

    /// <summary>An error's text has at most this many bytes.</summary>
    public const int LongestText = 4096;

    private const uint Magic = 0x46434749; // "IGCF"

    /// <summary>Writes <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        bytes[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], CameraRequest.Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], Failed ? (ushort)1 : (ushort)0);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Id);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], Intrinsics.Width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], Intrinsics.Height);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[20..], ColourBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], DepthBytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], TimestampUs);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[40..], Intrinsics.Fx);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[48..], Intrinsics.Fy);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[56..], Intrinsics.Cx);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[64..], Intrinsics.Cy);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[72..], DepthUnit);
    }

    /// <summary>Reads <see cref="Size"/> bytes and checks all that can be checked before the rest is read.</summary>
    /// <param name="bytes">The header.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="CameraProtocolException">A value that the protocol does not allow: names it, and what was expected.</exception>
    public static CameraAnswer Read(ReadOnlySpan<byte> bytes, CameraRequest request)
    {
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]), status = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        if (magic != Magic)
            throw new CameraProtocolException(
                $"a camera answer begins with 0x{magic:x8}, expected 0x{Magic:x8} ('IGCF'); is another program at this port?");
        if (version != CameraRequest.Version)
            throw new CameraProtocolException(
                $"the camera's server speaks version {version} of the camera protocol, expected {CameraRequest.Version}");
        if (status > 1)
            throw new CameraProtocolException($"camera answer of status {status}; 0 (frame) and 1 (error) are known");
        var answer = new CameraAnswer(
            status == 1,
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            new CameraIntrinsics(
                BinaryPrimitives.ReadDoubleLittleEndian(bytes[40..]),
                BinaryPrimitives.ReadDoubleLittleEndian(bytes[48..]),
                BinaryPrimitives.ReadDoubleLittleEndian(bytes[56..]),
                BinaryPrimitives.ReadDoubleLittleEndian(bytes[64..]),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[16..])),
            BinaryPrimitives.ReadDoubleLittleEndian(bytes[72..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]));
        answer.Check(request);
        return answer;
    }

    private void Check(CameraRequest request)
    {
        if (Id != request.Id)
            throw new CameraProtocolException($"the answer is to camera request {Id}, expected {request.Id}");
        if (Failed)
        {
            if (ColourBytes > LongestText || DepthBytes != 0)
                throw new CameraProtocolException(
                    $"an error's text has {ColourBytes} bytes and {DepthBytes} of depth; at most {LongestText} and 0 are allowed");
            return;
        }

        try
        {
            Intrinsics.Checked();
        }
        catch (Core.UsageException exception)
        {
            throw new CameraProtocolException($"the camera's server: {exception.Message}");
        }

        if (!(DepthUnit is >= 1e-6 and <= 0.1))
            throw new CameraProtocolException($"the camera's unit of depth is {DepthUnit} m; it must be between 0.000001 and 0.1");
        long pixels = request.Kind == CameraRequestKind.Frame ? Intrinsics.PixelCount : 0;
        if (ColourBytes != 3 * pixels || DepthBytes != 2 * pixels)
            throw new CameraProtocolException(
                $"the answer announces {ColourBytes} bytes of colour and {DepthBytes} of depth, expected {3 * pixels} and {2 * pixels}");
    }
}
