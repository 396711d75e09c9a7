using IntervenGen.Numerics;

namespace IntervenGen.Franka.Wire;

/// <summary>Bodies of the setters that are numbers alone: how many they carry, and their bytes.</summary>
/// <remarks>
/// SetJointImpedance 7, SetCartesianImpedance 6, SetEEToK and SetNEToEE 16 (column-major), SetLoad 13 (mass, centre, inertia),
/// SetCollisionBehavior 52 and SetFilters 5.
/// </remarks>
public static class SetterBody
{
    /// <summary>How many numbers a setter carries; 0 for requests without any.</summary>
    public static int Numbers(FciRequest request) => request switch
    {
        FciRequest.SetJointImpedance => 7,
        FciRequest.SetCartesianImpedance => 6,
        FciRequest.SetEEToK or FciRequest.SetNEToEE => 16,
        FciRequest.SetLoad => 13,
        FciRequest.SetCollisionBehavior => 52,
        FciRequest.SetFilters => 5,
        _ => 0,
    };

    /// <summary>Writes numbers as a body.</summary>
    public static void Write(Span<byte> body, ReadOnlySpan<double> numbers) => new WireWriter(body).Doubles(numbers);

    /// <summary>Reads a body's numbers.</summary>
    public static void Read(ReadOnlySpan<byte> body, Span<double> numbers) => new WireReader(body).Doubles(numbers);
}

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

/// <summary>A payload beyond the configured end effector.</summary>
/// <param name="mass">Kilograms.</param>
/// <param name="flangeFromCentre">Centre of mass in the flange, metres.</param>
/// <param name="inertia">About the centre of mass, flange axes, kg·m².</param>
public readonly struct Payload(double mass, Vec3 flangeFromCentre, InertiaNumbers inertia)
{
    /// <summary>Mass of the payload, kilograms.</summary>
    public double Mass { get; } = mass;

    /// <summary>Centre of mass in the flange, metres.</summary>
    public Vec3 FlangeFromCentre { get; } = flangeFromCentre;

    /// <summary>About the centre of mass, flange axes, kg·m².</summary>
    public InertiaNumbers Inertia { get; } = inertia;

    /// <summary>Writes mass, centre and inertia, shape [13].</summary>
    public void WriteTo(Span<double> numbers)
    {
        numbers[0] = Mass;
        FlangeFromCentre.WriteTo(numbers[1..]);
        Inertia.CopyTo(numbers[4..]);
    }
}

/// <summary>Which motions are free while the robot is guided by hand.</summary>
/// <param name="X">Along x.</param>
/// <param name="Y">Along y.</param>
/// <param name="Z">Along z.</param>
/// <param name="Roll">About x.</param>
/// <param name="Pitch">About y.</param>
/// <param name="Yaw">About z.</param>
/// <param name="Elbow">The elbow.</param>
public readonly record struct GuidingFreedom(bool X, bool Y, bool Z, bool Roll, bool Pitch, bool Yaw, bool Elbow)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Size = 7;

    /// <summary>Writes one byte each.</summary>
    public void Write(Span<byte> body)
    {
        ReadOnlySpan<bool> axes = [X, Y, Z, Roll, Pitch, Yaw, Elbow];
        for (int i = 0; i < Size; i++)
            body[i] = axes[i] ? (byte)1 : (byte)0;
    }

    /// <summary>Reads one byte each.</summary>
    /// <exception cref="FrankaProtocolException">It is too short.</exception>
    public static GuidingFreedom Read(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        return new GuidingFreedom(
            reader.Byte() != 0, reader.Byte() != 0, reader.Byte() != 0,
            reader.Byte() != 0, reader.Byte() != 0, reader.Byte() != 0, reader.Byte() != 0);
    }
}
