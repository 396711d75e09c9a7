using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Model;

/// <summary>What an arm's controller allows, as the vendor documents it.</summary>
/// <remarks>Constant; any thread. Speeds of an FR3's joints fall towards the ends of their ranges.</remarks>
public sealed class ArmLimits
{
    private readonly double[] _lower, _upper, _velocity, _acceleration, _jerk, _velocityOffset, _deceleration;

    private ArmLimits(
        string name, double[] lower, double[] upper, double[] velocity, double[] acceleration, double[] jerk, double[] velocityOffset,
        double[] deceleration)
    {
        Name = name;
        (_lower, _upper, _velocity, _acceleration, _jerk) = (lower, upper, velocity, acceleration, jerk);
        (_velocityOffset, _deceleration) = (velocityOffset, deceleration);
    }

    /// <summary>Limits of an FR3 from system 5.9 on.</summary>
    public static ArmLimits Fr3 { get; } = new(
        "FR3",
        [-2.9007, -1.8361, -2.9007, -3.0770, -2.8763, 0.4398, -3.0508],
        [2.9007, 1.8361, 2.9007, -0.1169, 2.8763, 4.6216, 3.0508],
        [2.62, 2.62, 2.62, 2.62, 5.26, 4.18, 5.26],
        Same(10),
        Same(5000),
        [0.6599, 0.2517, 0.2000, 0.3533, 0.5757, 0.4878, 0.4628],
        [6.0, 2.585, 3.5, 4.0, 17.0, 5.5, 17.0])
    {
        Translation = new MotionLimit(3.0, 9.0, 4500),
        Rotation = new MotionLimit(2.5, 17.0, 8500),
        Elbow = new MotionLimit(1.5, 10, 5000),
    };

    /// <summary>Limits of an FR3 before system 5.9.</summary>
    public static ArmLimits Fr3Before59 { get; } = new(
        "FR3 before system 5.9",
        [-2.7501, -1.7918, -2.9065, -3.0481, -2.8101, 0.54092, -3.0196],
        [2.7501, 1.7918, 2.9065, -0.1458, 2.8101, 4.5205, 3.0196],
        [2.62, 2.62, 2.62, 2.62, 5.26, 4.18, 5.26],
        Same(10),
        Same(5000),
        [0.30, 0.20, 0.20, 0.30, 0.35, 0.35, 0.35],
        [6.0, 2.585, 3.5, 4.0, 17.0, 5.5, 17.0])
    {
        Translation = new MotionLimit(3.0, 9.0, 4500),
        Rotation = new MotionLimit(2.5, 17.0, 8500),
        Elbow = new MotionLimit(1.5, 10, 5000),
    };

    /// <summary>Limits of a Panda (Franka Emika Robot).</summary>
    public static ArmLimits Panda { get; } = new(
        "Panda",
        [-2.8973, -1.7628, -2.8973, -3.0718, -2.8973, -0.0175, -2.8973],
        [2.8973, 1.7628, 2.8973, -0.0698, 2.8973, 3.7525, 2.8973],
        [2.175, 2.175, 2.175, 2.175, 2.61, 2.61, 2.61],
        [15, 7.5, 10, 12.5, 15, 20, 20],
        [7500, 3750, 5000, 6250, 7500, 10000, 10000],
        [],
        [])
    {
        Translation = new MotionLimit(1.7, 13, 6500),
        Rotation = new MotionLimit(2.5, 25, 12500),
        Elbow = new MotionLimit(2.175, 10, 5000),
    };

    /// <summary>The arm and the age of its system.</summary>
    public string Name { get; }

    /// <summary>Lowest joint positions, shape [7], rad.</summary>
    public ReadOnlySpan<double> LowestPosition => _lower;

    /// <summary>Highest joint positions, shape [7], rad.</summary>
    public ReadOnlySpan<double> HighestPosition => _upper;

    /// <summary>Highest joint speeds wherever the joint is, shape [7], rad/s.</summary>
    public ReadOnlySpan<double> Velocity => _velocity;

    /// <summary>Joint accelerations, shape [7], rad/s².</summary>
    public ReadOnlySpan<double> Acceleration => _acceleration;

    /// <summary>Joint jerks, shape [7], rad/s³.</summary>
    public ReadOnlySpan<double> Jerk => _jerk;

    /// <summary>Joint torques, shape [7], N·m.</summary>
    public static ReadOnlySpan<double> Torque => [87, 87, 87, 87, 12, 12, 12];

    /// <summary>Fastest change of a joint's torque, N·m/s.</summary>
    public static double TorqueRate => 1000;

    /// <summary>Limits of the end effector's origin: m/s, m/s², m/s³.</summary>
    public MotionLimit Translation { get; private init; }

    /// <summary>Limits of the end effector's rotation: rad/s, rad/s², rad/s³.</summary>
    public MotionLimit Rotation { get; private init; }

    /// <summary>Limits of the elbow's angle: rad/s, rad/s², rad/s³.</summary>
    public MotionLimit Elbow { get; private init; }

    /// <summary>The limits of the arm that speaks a version.</summary>
    public static ArmLimits Of(FciVersion version) => version.Number switch
    {
        <= 5 => Panda,
        < 10 => Fr3Before59,
        _ => Fr3,
    };

    /// <summary>Lowest and highest speed of a joint at a position, rad/s: it must still be able to stop before its end.</summary>
    /// <param name="joint">0 to 6.</param>
    /// <param name="position">Radians.</param>
    public (double Lowest, double Highest) VelocityAt(int joint, double position)
    {
        double max = _velocity[joint];
        if (_deceleration.Length == 0)
            return (-max, max);
        double up = Reach(_upper[joint] - position), down = Reach(position - _lower[joint]);
        return (-Math.Min(max, down), Math.Min(max, up));

        double Reach(double distance) => Math.Max(0, -_velocityOffset[joint] + Math.Sqrt(Math.Max(0, 2 * _deceleration[joint] * distance)));
    }

    /// <summary>Numbers of the bound on a joint's speed near its ends: offset, rad/s, and deceleration, rad/s².</summary>
    /// <param name="joint">0 to 6.</param>
    /// <remarks>For arms with constant bounds: no offset, and the joint's acceleration.</remarks>
    public (double Offset, double Deceleration) Braking(int joint) => _deceleration.Length == 0
        ? (0, _acceleration[joint])
        : (_velocityOffset[joint], _deceleration[joint]);

    private static double[] Same(double value) => [value, value, value, value, value, value, value];
}
