using System.Text.Json;
using IntervenGen.Core;

namespace IntervenGen.Experiments;

/// <summary>Results on disk, keyed by the content they were made from.</summary>
/// <remarks>A result counts as finished once its <c>.json</c> exists beside it; that file is written whole or not at all.</remarks>
internal sealed class ArtifactCache : IResultStore
{
    private readonly string _folder;

    public ArtifactCache(string folder)
    {
        if (File.Exists(folder))
            throw new UsageException($"'{folder}' is a file; the cache of results is a folder");
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    /// <inheritdoc/>
    public string PathOf(Recipe recipe, string key, string extension) =>
        Path.Combine(_folder, $"{recipe.Task}-{JsonNamingPolicy.KebabCaseLower.ConvertName(recipe.Kind.ToString())}-{key}{extension}");

    /// <inheritdoc/>
    public string Claim(Recipe recipe, string key, string path) => path;

    /// <inheritdoc/>
    public Artifact? TryRead(Recipe recipe, string path, string key) => ResultRecord.TryRead(path, key: null);

    /// <inheritdoc/>
    public void Write(Recipe recipe, string key, Artifact artifact) => ResultRecord.Write(recipe, artifact, key: null);
}
