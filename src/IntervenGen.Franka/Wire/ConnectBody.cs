namespace IntervenGen.Franka.Wire;

/// <summary>Bodies of the handshake, the same bytes in every version. A body is what follows the header.</summary>
public static class ConnectBody
{
    /// <summary>Bytes of the request's body.</summary>
    public const int RequestSize = 4;

    /// <summary>Bytes of the answer's body: status, then the server's own version.</summary>
    public const int AnswerSize = 3;

    /// <summary>Writes the request's body.</summary>
    public static void WriteRequest(Span<byte> body, ushort version, ushort statePort)
    {
        var writer = new WireWriter(body);
        writer.UInt16(version);
        writer.UInt16(statePort);
    }

    /// <summary>Reads the request's body.</summary>
    public static (ushort Version, ushort StatePort) ReadRequest(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        return (reader.UInt16(), reader.UInt16());
    }

    /// <summary>Writes the answer's body.</summary>
    public static void WriteAnswer(Span<byte> body, byte status, ushort version)
    {
        var writer = new WireWriter(body);
        writer.Byte(status);
        writer.UInt16(version);
    }

    /// <summary>Reads the answer's body.</summary>
    public static (byte Status, ushort Version) ReadAnswer(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        return (reader.Byte(), reader.UInt16());
    }
}
