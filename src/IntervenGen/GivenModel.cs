using IntervenGen.Simulation;

namespace IntervenGen;

/// <summary>A custom MJCF model that replaces a task's own.</summary>
public sealed class GivenModel
{
    /// <summary>Refers to a model by its file, with the names that differ.</summary>
    /// <param name="file">Path of the MJCF file.</param>
    /// <param name="names">Pairs <c>OURS=THEIRS</c> of element names.</param>
    /// <exception cref="Core.UsageException">An entry is not a pair, or an element is named twice.</exception>
    public GivenModel(string file, IEnumerable<string> names)
    {
        File = file;
        Pairs = [.. names];
        Names = ElementNames.Parse(Pairs);
    }

    /// <summary>Path of the model's MJCF file.</summary>
    public string File { get; }

    /// <summary>The pairs of names, as given.</summary>
    public IReadOnlyList<string> Pairs { get; }

    /// <summary>The model's names for the task's elements.</summary>
    public ElementNames Names { get; }
}
