using IntervenGen.Numerics;

namespace IntervenGen.Franka;

/// <summary>One state of the robot: a buffer that is made once and filled again and again.</summary>
/// <remarks>All numbers in 64 bits, whatever the version sends. Not safe for use by two threads at once.</remarks>
public sealed class RobotState
{
    private readonly double[] _numbers = new double[StateFields.TotalLength];

    /// <summary>Milliseconds since the robot's start: the only clock of the protocol.</summary>
    public ulong MessageId { get; set; }

    /// <summary>What the running motion commands.</summary>
    public MotionGeneratorMode MotionGeneratorMode { get; set; }

    /// <summary>Who makes torques of it.</summary>
    public ControllerMode ControllerMode { get; set; } = ControllerMode.Other;

    /// <summary>Mode of the robot: idle, in a motion, in reflex, and so on.</summary>
    public RobotMode RobotMode { get; set; }

    /// <summary>Error flags that are raised in this state.</summary>
    public RobotErrors Errors { get; set; }

    /// <summary>Errors that ended the last motion.</summary>
    public RobotErrors ReflexReason { get; set; }

    /// <summary>Share of the last 100 commands that came in time, 0 to 1; 0 outside motions.</summary>
    public double CommandSuccessRate { get; set; }

    /// <summary>Measured joint positions, shape [7], rad.</summary>
    public ReadOnlySpan<double> Positions => this[StateField.Position];

    /// <summary>Measured joint velocities, shape [7], rad/s.</summary>
    public ReadOnlySpan<double> Velocities => this[StateField.Velocity];

    /// <summary>Measured joint torques, gravity included, shape [7], N·m.</summary>
    public ReadOnlySpan<double> Torques => this[StateField.Torque];

    /// <summary>Measured pose of the end effector.</summary>
    public Pose BaseFromEndEffector => ColumnMajor.ToPose(this[StateField.BaseFromEndEffector]);

    /// <summary>Numbers of a field; a view into this state.</summary>
    public Span<double> this[StateField field] => _numbers.AsSpan(StateFields.Start(field), StateFields.Length(field));

    internal Span<double> Numbers => _numbers;

    /// <summary>Copies everything from another state.</summary>
    public void CopyFrom(RobotState other)
    {
        other._numbers.CopyTo(_numbers, 0);
        MessageId = other.MessageId;
        MotionGeneratorMode = other.MotionGeneratorMode;
        ControllerMode = other.ControllerMode;
        RobotMode = other.RobotMode;
        Errors = other.Errors;
        ReflexReason = other.ReflexReason;
        CommandSuccessRate = other.CommandSuccessRate;
    }
}
