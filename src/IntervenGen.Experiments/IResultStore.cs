namespace IntervenGen.Experiments;

/// <summary>Where results of recipes are kept.</summary>
/// <remarks>Called from several threads at once, for different recipes.</remarks>
public interface IResultStore
{
    /// <summary>Path where a recipe's result is, or will be.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="key">Key of everything that decides the result.</param>
    /// <param name="extension">Extension of the file or folder.</param>
    string PathOf(Recipe recipe, string key, string extension);

    /// <summary>Reserves the path of a recipe's result, before it is used or made.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="key">Its key.</param>
    /// <param name="path">Its path, by <see cref="PathOf"/>.</param>
    /// <returns>The path from now on.</returns>
    /// <exception cref="Core.UsageException">Something that is nobody's result is there.</exception>
    string Claim(Recipe recipe, string key, string path);

    /// <summary>Reads a finished result; null if there is none.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="path">Its path, by <see cref="PathOf"/>.</param>
    /// <param name="key">Its key.</param>
    Artifact? TryRead(Recipe recipe, string path, string key);

    /// <summary>Marks a result as finished.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="key">Its key.</param>
    /// <param name="artifact">The result.</param>
    void Write(Recipe recipe, string key, Artifact artifact);
}
