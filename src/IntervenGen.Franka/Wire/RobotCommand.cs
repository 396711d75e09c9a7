namespace IntervenGen.Franka.Wire;

/// <summary>What a client commands in answer to one state: a buffer, made once.</summary>
/// <remarks>Fields that do not belong to the running motion are zero.</remarks>
public sealed class RobotCommand
{
    private readonly double[] _positions = new double[7], _velocities = new double[7], _torques = new double[7];
    private readonly double[] _pose = new double[16], _twist = new double[6], _elbow = new double[2];

    /// <summary>Id of the state that this answers.</summary>
    public ulong MessageId { get; set; }

    /// <summary>Joint positions, shape [7], rad.</summary>
    public Span<double> Positions => _positions;

    /// <summary>Joint velocities, shape [7], rad/s.</summary>
    public Span<double> Velocities => _velocities;

    /// <summary>End effector in the base, column-major 4×4, metres.</summary>
    public Span<double> BaseFromEndEffector => _pose;

    /// <summary>Twist of the end effector, base axes, shape [6]: m/s, then rad/s.</summary>
    public Span<double> Twist => _twist;

    /// <summary>Elbow: angle of joint 3 (rad), then +1 or −1.</summary>
    public Span<double> Elbow => _elbow;

    /// <summary>Joint torques without gravity, shape [7], N·m.</summary>
    public Span<double> Torques => _torques;

    /// <summary>Whether <see cref="Elbow"/> is meant.</summary>
    public bool HasElbow { get; set; }

    /// <summary>Whether the motion ends here.</summary>
    public bool MotionFinished { get; set; }

    /// <summary>Whether a motion of torques alone ends here; from version 7 on.</summary>
    public bool TorqueFinished { get; set; }

    /// <summary>Copies everything from another command.</summary>
    public void CopyFrom(RobotCommand other)
    {
        other._positions.CopyTo(_positions, 0);
        other._velocities.CopyTo(_velocities, 0);
        other._torques.CopyTo(_torques, 0);
        other._pose.CopyTo(_pose, 0);
        other._twist.CopyTo(_twist, 0);
        other._elbow.CopyTo(_elbow, 0);
        MessageId = other.MessageId;
        HasElbow = other.HasElbow;
        MotionFinished = other.MotionFinished;
        TorqueFinished = other.TorqueFinished;
    }

    /// <summary>Writes <see cref="FciVersion.RobotCommandSize"/> bytes.</summary>
    public void Write(FciVersion version, Span<byte> datagram)
    {
        var writer = new WireWriter(datagram);
        writer.UInt64(MessageId);
        writer.Doubles(_positions);
        writer.Doubles(_velocities);
        writer.Doubles(_pose);
        writer.Doubles(_twist);
        writer.Doubles(_elbow);
        writer.Byte(Flag(HasElbow));
        writer.Byte(Flag(MotionFinished));
        writer.Doubles(_torques);
        if (version.HasTorqueFinished)
            writer.Byte(Flag(TorqueFinished));
    }

    /// <summary>Reads a command from a datagram.</summary>
    /// <exception cref="FrankaProtocolException">It is too short.</exception>
    public void Read(FciVersion version, ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < version.RobotCommandSize)
            throw new FrankaProtocolException($"a command datagram has {datagram.Length} bytes, expected {version.RobotCommandSize}");
        var reader = new WireReader(datagram);
        MessageId = reader.UInt64();
        reader.Doubles(_positions);
        reader.Doubles(_velocities);
        reader.Doubles(_pose);
        reader.Doubles(_twist);
        reader.Doubles(_elbow);
        HasElbow = reader.Byte() != 0;
        MotionFinished = reader.Byte() != 0;
        reader.Doubles(_torques);
        TorqueFinished = version.HasTorqueFinished && reader.Byte() != 0;
    }

    private static byte Flag(bool value) => value ? (byte)1 : (byte)0;
}
