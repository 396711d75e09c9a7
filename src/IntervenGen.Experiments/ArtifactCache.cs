using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen.Experiments;

/// <summary>Results on disk, keyed by the content they were made from.</summary>
/// <remarks>A result counts as finished once its <c>.json</c> exists beside it; that file is written whole or not at all.</remarks>
internal sealed class ArtifactCache
{
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true };

    private readonly string _folder;

    public ArtifactCache(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    /// <summary>Path of a recipe's result.</summary>
    public string PathOf(Recipe recipe, string key, string extension) =>
        Path.Combine(_folder, $"{recipe.Task}-{JsonNamingPolicy.KebabCaseLower.ConvertName(recipe.Kind.ToString())}-{key}{extension}");

    /// <summary>Reads a finished result; null if there is none.</summary>
    /// <exception cref="EpisodeFormatException">The file is not one that this class has written.</exception>
    public static Artifact? TryRead(string path)
    {
        string facts = path + ".json";
        if (!File.Exists(facts))
            return null;
        try
        {
            var json = StrictJson.ParseObject(File.ReadAllText(facts));
            return new Artifact(path, (string)json["digest"]!, (JsonObject)json["facts"]!.DeepClone(), (string?)json["failure"]);
        }
        catch (Exception exception) when (
            exception is JsonException or InvalidCastException or InvalidOperationException or NullReferenceException)
        {
            throw new EpisodeFormatException(
                $"'{facts}' is not a result's description; remove it, and the result is made again", exception);
        }
    }

    /// <summary>Marks a result as finished.</summary>
    public static void Write(Recipe recipe, Artifact artifact)
    {
        var json = new JsonObject
        {
            ["recipe"] = new JsonObject
            {
                ["kind"] = recipe.Kind.ToString(),
                ["task"] = recipe.Task,
                ["title"] = recipe.Title,
                ["settings"] = recipe.Settings.ToJson(),
            },
            ["digest"] = artifact.Digest,
            ["failure"] = artifact.Failure,
            ["facts"] = artifact.Facts.DeepClone(),
        };
        OutputFile.Write(artifact.Path + ".json", json.ToJsonString(s_readable), overwrite: true);
    }
}
