using IntervenGen.Core;

namespace IntervenGen.Simulation;

/// <summary>What the engine has to know of an arm and its hand besides their model: names, limits and gains.</summary>
/// <remarks>Immutable; shared by all lanes. Names are those of the robot's own model.</remarks>
public sealed record ArmDescription
{
    /// <summary>Smallest number of joints: with fewer the hand cannot take every pose.</summary>
    public const int MinJoints = 6;

    /// <summary>Largest number of joints.</summary>
    public const int MaxJoints = 7;

    /// <summary>Names of the arm's hinge joints, from base to hand.</summary>
    public required IReadOnlyList<string> Joints { get; init; }

    /// <summary>Largest torque of each joint in either direction, newton metres, shape [joints].</summary>
    public required IReadOnlyList<double> TorqueLimits { get; init; }

    /// <summary>Name of the controlled site, between the fingertips: z ahead of the hand, x against finger 1's opening.</summary>
    public required string GripSite { get; init; }

    /// <summary>Names of the slide joints of the two fingers; the first one opens towards positive positions.</summary>
    public required IReadOnlyList<string> Fingers { get; init; }

    /// <summary>Travel of each finger from closed to open, metres.</summary>
    public double FingerTravel { get; init; } = 0.04;

    /// <summary>Stiffness of the controller per unit of inertia, 1/s².</summary>
    public double Stiffness { get; init; } = OperationalSpaceGains.Stiffness;

    /// <summary>Damping of the controller as a fraction of critical damping.</summary>
    public double DampingRatio { get; init; } = OperationalSpaceGains.DampingRatio;

    /// <summary>Stiffness of the null space per unit of inertia, 1/s²; an arm of six joints has no null space.</summary>
    public double NullStiffness { get; init; } = OperationalSpaceGains.NullStiffness;

    /// <summary>Position of a finger at half opening, metres: about where an episode begins.</summary>
    /// <param name="finger">0 or 1.</param>
    public double HalfOpen(int finger) => finger == 0 ? FingerTravel / 2 : -FingerTravel / 2;

    /// <summary>Every element that is looked up by name; actuators are found by the joint that they drive.</summary>
    internal IEnumerable<ElementName> Elements =>
        [.. Joints.Concat(Fingers).Select(name => new ElementName("joint", name)), new ElementName("site", GripSite)];
}
