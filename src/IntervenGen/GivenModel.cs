using IntervenGen.Simulation;

namespace IntervenGen;

/// <summary>A model given in place of a task's own.</summary>
public sealed class GivenModel
{
    /// <summary>Takes what a person gave.</summary>
    /// <param name="file">Its MJCF file.</param>
    /// <param name="names">Pairs <c>OURS=THEIRS</c>.</param>
    /// <exception cref="Core.UsageException">One is no pair, or names an element twice.</exception>
    public GivenModel(string file, IEnumerable<string> names)
    {
        File = file;
        Pairs = [.. names];
        Names = ElementNames.Parse(Pairs);
    }

    /// <summary>Its MJCF file.</summary>
    public string File { get; }

    /// <summary>The names as they were given.</summary>
    public IReadOnlyList<string> Pairs { get; }

    /// <summary>What it calls the elements of the task.</summary>
    public ElementNames Names { get; }
}
