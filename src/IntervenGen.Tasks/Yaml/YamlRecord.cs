namespace IntervenGen.Tasks.Yaml;

/// <summary>Base of everything that is read as a YAML map with fixed keys: one key for each public property, in snake case.</summary>
/// <remarks>
/// A <c>required</c> property is a key that must be there. <see cref="KeyAttribute"/> describes a key and bounds its numbers; the JSON
/// schema for editors is made from the same.
/// </remarks>
internal abstract record YamlRecord
{
    /// <summary>Where the map stands.</summary>
    public YamlPlace Place { get; internal set; }
}

/// <summary>Base of maps of which exactly one key is given: alternatives.</summary>
internal abstract record YamlChoice : YamlRecord
{
    /// <summary>The key that is given, in snake case.</summary>
    public string Given { get; internal set; } = "";
}

/// <summary>Describes a key of a YAML map.</summary>
/// <param name="text">What it says, with its unit.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KeyAttribute(string text) : Attribute
{
    /// <summary>What the key says, with its unit.</summary>
    public string Text { get; } = text;

    /// <summary>Smallest number.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Largest number.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>Number of numbers of a list; 0 for any.</summary>
    public int Count { get; init; }

    /// <summary>Whether one number in place of a range is that number alone, and not both signs of it.</summary>
    public bool IsPoint { get; init; }
}

/// <summary>Marks a record for which a bare text, or a list, may stand: the value of one of its keys.</summary>
/// <param name="key">The key that takes it, in C#.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TextMeansAttribute(string key) : Attribute
{
    /// <summary>Name of the property that takes the value.</summary>
    public string Key { get; } = key;
}

/// <summary>Two bounds: a list of two numbers; one number stands for both signs of it or, where a key says so, for itself.</summary>
/// <param name="Min">The lower one.</param>
/// <param name="Max">The upper one.</param>
internal readonly record struct Interval(double Min, double Max)
{
    /// <summary>Whether both bounds are one number.</summary>
    public bool IsPoint => Min == Max;
}
