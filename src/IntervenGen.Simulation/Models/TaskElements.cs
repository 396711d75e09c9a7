namespace IntervenGen.Simulation;

/// <summary>Geoms whose contacts are counted together, as one object.</summary>
/// <param name="Group">Number of the group, 1 to 7.</param>
/// <param name="Names">Names of the geoms.</param>
public sealed record GeomGroup(int Group, params string[] Names)
{
    /// <summary>A body all of whose geoms, and those of the bodies attached to it, are in the group as well; null for none.</summary>
    public string? Body { get; init; }
}

/// <summary>The elements that a task's model must have besides the arm, under the task's names.</summary>
/// <remarks>They are looked up and checked once, when the model is loaded.</remarks>
public sealed record TaskElements
{
    /// <summary>Bodies that move freely, each with a free joint of the same name.</summary>
    public IReadOnlyList<string> FreeBodies { get; init; } = [];

    /// <summary>Mocap bodies, which the task places and which then stay there.</summary>
    public IReadOnlyList<string> MocapBodies { get; init; } = [];

    /// <summary>Bodies of which only the pose is read.</summary>
    public IReadOnlyList<string> Bodies { get; init; } = [];

    /// <summary>Geoms whose contacts are monitored.</summary>
    public IReadOnlyList<GeomGroup> Geoms { get; init; } = [];

    /// <summary>Every element by kind and name.</summary>
    internal IEnumerable<ElementName> All =>
    [
        .. FreeBodies.Select(name => new ElementName("joint", name)),
        .. FreeBodies.Concat(MocapBodies).Concat(Bodies).Select(name => new ElementName("body", name)),
        .. Geoms.SelectMany(group => group.Names).Select(name => new ElementName("geom", name)),
    ];
}
