using IntervenGen.Numerics;

namespace IntervenGen.Franka.Control;

/// <summary>What a motion by actions keeps to, whatever is asked of it. Base frame.</summary>
public sealed record SafetyLimits
{
    /// <summary>Lowest corner of the box that the end effector stays in, metres.</summary>
    public Vec3 LowestPosition { get; init; } = new(0.25, -0.45, -0.12);

    /// <summary>Highest corner of the box that the end effector stays in, metres.</summary>
    public Vec3 HighestPosition { get; init; } = new(0.80, 0.45, 0.60);

    /// <summary>Highest speed of the end effector, m/s.</summary>
    public double LinearSpeed { get; init; } = 0.5;

    /// <summary>Highest speed of turning, rad/s.</summary>
    public double AngularSpeed { get; init; } = 1.5;

    /// <summary>Strongest pull of the controller's spring, newtons: the desired pose waits for an arm that cannot follow.</summary>
    public double PullingForce { get; init; } = 25;

    /// <summary>Largest angle that the desired pose may be ahead of the measured one, radians.</summary>
    public double LeadingTurn { get; init; } = 0.2;

    /// <summary>External force that ends the motion, newtons.</summary>
    public double ExternalForce { get; init; } = 40;

    /// <summary>Without an action for so long the arm holds still, milliseconds.</summary>
    public int HoldAfter { get; init; } = 100;

    /// <summary>Without an action for so long the motion stops, milliseconds.</summary>
    public int StopAfter { get; init; } = 500;

    /// <summary>The same limits with a box that ends just above a table.</summary>
    /// <param name="tableHeight">Of its top in the base frame, metres.</param>
    /// <remarks>7 mm above it: the fingertips reach 9 mm below the end effector and may touch.</remarks>
    public SafetyLimits Above(double tableHeight) => this with { LowestPosition = LowestPosition with { Z = tableHeight + 0.007 } };

    /// <summary>The nearest position inside the box.</summary>
    public Vec3 Inside(Vec3 position) => new(
        Math.Clamp(position.X, LowestPosition.X, HighestPosition.X),
        Math.Clamp(position.Y, LowestPosition.Y, HighestPosition.Y),
        Math.Clamp(position.Z, LowestPosition.Z, HighestPosition.Z));
}
