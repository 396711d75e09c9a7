namespace IntervenGen.Tasks.Yaml;

/// <summary>One value of a YAML document, with its place.</summary>
internal abstract record YamlNode(YamlPlace Place)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A text, number or truth value; <paramref name="IsQuoted"/> if it stands in quotes and is a text for sure.</summary>
internal sealed record YamlText(YamlPlace Place, string Value, bool IsQuoted) : YamlNode(Place)
{
    public override string Kind => Value.Length == 0 && !IsQuoted ? "nothing" : $"'{Value}'";
}

/// <summary>A list.</summary>
internal sealed record YamlList(YamlPlace Place, IReadOnlyList<YamlNode> Items) : YamlNode(Place)
{
    public override string Kind => "a list";
}

/// <summary>A map, in the order in which it is written.</summary>
internal sealed record YamlMap(YamlPlace Place, IReadOnlyList<(YamlName Key, YamlNode Value)> Entries) : YamlNode(Place)
{
    public override string Kind => "a map";
}
