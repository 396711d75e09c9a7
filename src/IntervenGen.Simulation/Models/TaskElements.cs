namespace IntervenGen.Simulation;

/// <summary>Geoms whose contacts count as one thing's.</summary>
/// <param name="Group">1 to 7.</param>
/// <param name="Names">The geoms.</param>
public sealed record GeomGroup(int Group, params string[] Names);

/// <summary>The elements that a task's model must have besides the arm, by the names that the task gives them.</summary>
/// <remarks>They are looked up and checked once, when the model is loaded.</remarks>
public sealed record TaskElements
{
    /// <summary>Bodies that move freely, each by a free joint of the same name.</summary>
    public IReadOnlyList<string> FreeBodies { get; init; } = [];

    /// <summary>Bodies that the task puts somewhere and that stay there.</summary>
    public IReadOnlyList<string> MocapBodies { get; init; } = [];

    /// <summary>Bodies of which only the pose is asked for.</summary>
    public IReadOnlyList<string> Bodies { get; init; } = [];

    /// <summary>Geoms whose contacts are watched.</summary>
    public IReadOnlyList<GeomGroup> Geoms { get; init; } = [];

    /// <summary>Every element as MuJoCo's word for its kind, and its name.</summary>
    internal IEnumerable<ElementName> All =>
    [
        .. FreeBodies.Select(name => new ElementName("joint", name)),
        .. FreeBodies.Concat(MocapBodies).Concat(Bodies).Select(name => new ElementName("body", name)),
        .. Geoms.SelectMany(group => group.Names).Select(name => new ElementName("geom", name)),
    ];
}
