namespace IntervenGen.Tasks.Yaml;

/// <summary>Where something stands in a YAML file.</summary>
/// <param name="File">The file's name, for messages.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
internal readonly record struct YamlPlace(string File, int Line, int Column)
{
    /// <summary>The place as editors and compilers write it, such as <c>task.yaml:12:5</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{File}:{Line}:{Column}");
}

/// <summary>A name that a YAML file gives, and where it stands: what it names is looked up later, and may not be there.</summary>
/// <param name="Text">The name.</param>
/// <param name="Place">Where it stands.</param>
internal readonly record struct YamlName(string Text, YamlPlace Place)
{
    /// <inheritdoc/>
    public override string ToString() => Text ?? "";
}

/// <summary>An entry of a map whose keys are names: what has the name, and the name.</summary>
/// <param name="Name">The key.</param>
/// <param name="Value">What stands under it.</param>
internal sealed record Named<T>(YamlName Name, T Value);
