using System.Globalization;

namespace IntervenGen.Simulation;

/// <summary>The elements of the arm and its hand, by the names that the tasks' own models give them.</summary>
internal static class ArmElements
{
    /// <summary>The frame that is controlled, between the fingertips.</summary>
    public const string GripSite = "grip_site";

    /// <summary>Each finger's position at half opening, metres: where a hand is as an episode begins, give or take.</summary>
    public static ReadOnlySpan<double> HalfOpen => [0.02, -0.02];

    /// <summary>The arm's hinges, from base to hand.</summary>
    public static IReadOnlyList<string> Hinges { get; } =
        [.. Enumerable.Range(1, ArmModel.Joints).Select(number => string.Create(CultureInfo.InvariantCulture, $"joint{number}"))];

    /// <summary>The slides of both fingers.</summary>
    public static IReadOnlyList<string> Fingers { get; } = ["finger_joint1", "finger_joint2"];

    /// <summary>Every element that is asked for by name; actuators are found by the joint that they drive.</summary>
    public static IReadOnlyList<ElementName> All { get; } =
        [.. Hinges.Concat(Fingers).Select(name => new ElementName("joint", name)), new ElementName("site", GripSite)];
}
