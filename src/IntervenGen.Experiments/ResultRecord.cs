using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen.Experiments;

/// <summary>The description beside a finished result: what it is, its digest, and what was measured.</summary>
/// <remarks>A result counts as finished once its <c>.json</c> exists beside it; that file is written whole or not at all.</remarks>
public static class ResultRecord
{
    /// <summary>Ending of a description, behind the result's path.</summary>
    public const string Ending = ".json";

    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true };

    /// <summary>Reads the description of a finished result; null if there is none, or one with another key.</summary>
    /// <param name="path">Path of the result.</param>
    /// <param name="key">Its key; null where the path has it.</param>
    /// <exception cref="EpisodeFormatException">The file is not one that this class has written.</exception>
    public static Artifact? TryRead(string path, string? key)
    {
        string facts = path + Ending;
        if (!File.Exists(facts))
            return null;
        try
        {
            var json = StrictJson.ParseObject(File.ReadAllText(facts));
            return key is not null && (string?)json["key"] != key
                ? null
                : new Artifact(path, (string)json["digest"]!, (JsonObject)json["facts"]!.DeepClone(), (string?)json["failure"]);
        }
        catch (Exception exception) when (
            exception is JsonException or InvalidCastException or InvalidOperationException or NullReferenceException)
        {
            throw Unreadable(facts, exception);
        }
    }

    /// <summary>The key in a description; null where there is none.</summary>
    /// <param name="path">Path of the result.</param>
    /// <exception cref="EpisodeFormatException">The file is not one that this class has written.</exception>
    public static string? KeyOf(string path)
    {
        string facts = path + Ending;
        try
        {
            return File.Exists(facts) ? (string?)StrictJson.ParseObject(File.ReadAllText(facts))["key"] : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidCastException or InvalidOperationException)
        {
            throw Unreadable(facts, exception);
        }
    }

    /// <summary>Writes the description of a finished result.</summary>
    /// <param name="recipe">What it was made by.</param>
    /// <param name="artifact">The result.</param>
    /// <param name="key">Its key; null where the path has it.</param>
    public static void Write(Recipe recipe, Artifact artifact, string? key)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(artifact);
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
        if (key is not null)
            json["key"] = key;
        OutputFile.Write(artifact.Path + Ending, json.ToJsonString(s_readable), overwrite: true);
    }

    private static EpisodeFormatException Unreadable(string file, Exception exception) =>
        new($"'{file}' is not a result's description; remove it, and the result is made again", exception);
}
