namespace IntervenGen.Franka.Wire;

/// <summary>A virtual wall, up to version 5: a box that the robot keeps out of.</summary>
public record struct CartesianLimit
{
    /// <summary>Bytes of the request's body: the wall's number.</summary>
    public const int RequestSize = 4;

    /// <summary>Bytes of the answer's body: status, size, frame, active.</summary>
    public const int AnswerSize = 154;

    /// <summary>Edges of the box, metres.</summary>
    public Numerics.Vec3 Extent { get; set; }

    /// <summary>The box in the base.</summary>
    public Numerics.Pose BaseFromBox { get; set; }

    /// <summary>Whether the wall is on.</summary>
    public bool IsActive { get; set; }

    /// <summary>Writes a request's body.</summary>
    public static void WriteRequest(int wall, Span<byte> body) => new WireWriter(body).UInt32((uint)wall);

    /// <summary>The wall's number in a request's body.</summary>
    public static int ReadRequest(ReadOnlySpan<byte> body) => (int)new WireReader(body).UInt32();

    /// <summary>Reads an answer's body.</summary>
    public static CartesianLimit Read(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        // The status, which says whether there is a wall to read at all.
        _ = reader.Byte();
        Span<double> extent = stackalloc double[3], frame = stackalloc double[16];
        reader.Doubles(extent);
        reader.Doubles(frame);
        return new CartesianLimit
        {
            Extent = Numerics.Vec3.From(extent),
            BaseFromBox = ColumnMajor.ToPose(frame),
            IsActive = reader.Byte() != 0,
        };
    }

    /// <summary>Writes an answer's body.</summary>
    public readonly void Write(byte status, Span<byte> body)
    {
        Span<double> numbers = stackalloc double[19];
        Extent.WriteTo(numbers);
        ColumnMajor.Write(BaseFromBox, numbers[3..]);
        var writer = new WireWriter(body);
        writer.Byte(status);
        writer.Doubles(numbers);
        writer.Byte(IsActive ? (byte)1 : (byte)0);
    }
}
