using System.Globalization;

namespace IntervenGen.Simulation;

/// <summary>The elements of the arm and its hand, under the names that the tasks' own models give them.</summary>
internal static class ArmElements
{
    /// <summary>Name of the controlled site, between the fingertips.</summary>
    public const string GripSite = "grip_site";

    /// <summary>Each finger's joint position at half opening, metres: about where an episode begins.</summary>
    public static ReadOnlySpan<double> HalfOpen => [0.02, -0.02];

    /// <summary>Names of the arm's hinge joints, from base to hand.</summary>
    public static IReadOnlyList<string> Hinges { get; } =
        [.. Enumerable.Range(1, ArmModel.Joints).Select(number => string.Create(CultureInfo.InvariantCulture, $"joint{number}"))];

    /// <summary>Names of the slide joints of the two fingers.</summary>
    public static IReadOnlyList<string> Fingers { get; } = ["finger_joint1", "finger_joint2"];

    /// <summary>Every element that is looked up by name; actuators are found by the joint that they drive.</summary>
    public static IReadOnlyList<ElementName> All { get; } =
        [.. Hinges.Concat(Fingers).Select(name => new ElementName("joint", name)), new ElementName("site", GripSite)];
}
