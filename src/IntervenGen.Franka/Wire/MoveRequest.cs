namespace IntervenGen.Franka.Wire;

/// <summary>The body of a Move request.</summary>
public struct MoveRequest
{
    /// <summary>Controller; not <see cref="Franka.ControllerMode.Other"/>.</summary>
    public ControllerMode ControllerMode { get; set; }

    /// <summary>Motion generator; not <see cref="Franka.MotionGeneratorMode.Idle"/>.</summary>
    public MotionGeneratorMode MotionGeneratorMode { get; set; }

    /// <summary>Allowed deviation from the path.</summary>
    public PoseDeviation PathDeviation { get; set; }

    /// <summary>Allowed deviation at the goal.</summary>
    public PoseDeviation GoalDeviation { get; set; }

    /// <summary>Whether the robot itself plans the path to each commanded target; from version 10 on.</summary>
    public bool IsAsynchronous { get; set; }

    /// <summary>Fastest joint speeds of a motion the robot plans, rad/s; from version 10 on.</summary>
    public JointNumbers MaximumVelocity { get; set; }

    /// <summary>Writes the request's body in a version's layout.</summary>
    public readonly void Write(FciVersion version, Span<byte> body)
    {
        var writer = new WireWriter(body);
        writer.UInt32((uint)ControllerMode);
        writer.UInt32((uint)MotionGeneratorMode - 1);
        Write(ref writer, PathDeviation);
        Write(ref writer, GoalDeviation);
        if (!version.HasAsynchronousMove)
            return;
        writer.Byte(IsAsynchronous ? (byte)1 : (byte)0);
        JointNumbers velocity = MaximumVelocity;
        writer.Doubles(velocity);
    }

    /// <summary>Reads the request's body in a version's layout.</summary>
    public static MoveRequest Read(FciVersion version, ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        var request = new MoveRequest
        {
            ControllerMode = (ControllerMode)reader.UInt32(),
            MotionGeneratorMode = (MotionGeneratorMode)(reader.UInt32() + 1),
            PathDeviation = new PoseDeviation(reader.Double(), reader.Double(), reader.Double()),
            GoalDeviation = new PoseDeviation(reader.Double(), reader.Double(), reader.Double()),
        };
        if (!version.HasAsynchronousMove)
            return request;
        request.IsAsynchronous = reader.Byte() != 0;
        JointNumbers velocity = default;
        reader.Doubles(velocity);
        request.MaximumVelocity = velocity;
        return request;
    }

    private static void Write(ref WireWriter writer, PoseDeviation deviation)
    {
        writer.Double(deviation.Translation);
        writer.Double(deviation.Rotation);
        writer.Double(deviation.Elbow);
    }
}
