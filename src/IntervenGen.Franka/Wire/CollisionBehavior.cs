namespace IntervenGen.Franka.Wire;

/// <summary>Thresholds of contacts (lower) and collisions (upper), while accelerating and at constant speed (nominal).</summary>
/// <remarks>Torques in N·m per joint; forces in N, then N·m, along and about the axes of the stiffness frame.</remarks>
public struct CollisionBehavior
{
    /// <summary>Numbers on the wire.</summary>
    public const int Count = 52;

    /// <summary>Contact torques while accelerating.</summary>
    public JointNumbers LowerTorqueAccelerating { get; set; }

    /// <summary>Collision torques while accelerating.</summary>
    public JointNumbers UpperTorqueAccelerating { get; set; }

    /// <summary>Contact torques at constant speed.</summary>
    public JointNumbers LowerTorque { get; set; }

    /// <summary>Collision torques at constant speed.</summary>
    public JointNumbers UpperTorque { get; set; }

    /// <summary>Contact forces while accelerating.</summary>
    public AxisNumbers LowerForceAccelerating { get; set; }

    /// <summary>Collision forces while accelerating.</summary>
    public AxisNumbers UpperForceAccelerating { get; set; }

    /// <summary>Contact forces at constant speed.</summary>
    public AxisNumbers LowerForce { get; set; }

    /// <summary>Collision forces at constant speed.</summary>
    public AxisNumbers UpperForce { get; set; }

    /// <summary>The same contact and collision thresholds for every joint, every axis and both phases.</summary>
    public static CollisionBehavior Uniform(double lowerTorque, double upperTorque, double lowerForce, double upperForce) => new()
    {
        LowerTorqueAccelerating = JointNumbers.All(lowerTorque),
        UpperTorqueAccelerating = JointNumbers.All(upperTorque),
        LowerTorque = JointNumbers.All(lowerTorque),
        UpperTorque = JointNumbers.All(upperTorque),
        LowerForceAccelerating = AxisNumbers.All(lowerForce),
        UpperForceAccelerating = AxisNumbers.All(upperForce),
        LowerForce = AxisNumbers.All(lowerForce),
        UpperForce = AxisNumbers.All(upperForce),
    };

    /// <summary>Writes the thresholds in the order of the wire, shape [52].</summary>
    public readonly void WriteTo(Span<double> numbers)
    {
        LowerTorqueAccelerating.CopyTo(numbers);
        UpperTorqueAccelerating.CopyTo(numbers[7..]);
        LowerTorque.CopyTo(numbers[14..]);
        UpperTorque.CopyTo(numbers[21..]);
        LowerForceAccelerating.CopyTo(numbers[28..]);
        UpperForceAccelerating.CopyTo(numbers[34..]);
        LowerForce.CopyTo(numbers[40..]);
        UpperForce.CopyTo(numbers[46..]);
    }
}
