using System.Text.Json;
using IntervenGen.Core;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>A feature as a dataset's <c>info.json</c> describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">Its type in numpy's words, or string, image, video.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Names">Names of its numbers; empty where they have none.</param>
internal sealed record LeRobotFeature(string Name, string DType, IReadOnlyList<int> Shape, IReadOnlyList<string> Names)
{
    /// <summary>Numbers of a step; 0 for pictures and texts.</summary>
    public int Width => DType is "image" or "video" or "string" or "language" || Shape.Count != 1 ? 0 : Shape[0];

    /// <summary>Reads an entry of the features.</summary>
    public static LeRobotFeature Parse(JsonProperty entry, string path)
    {
        JsonElement feature = entry.Value;
        bool isRead = feature.ValueKind == JsonValueKind.Object && feature.TryGetProperty("dtype", out JsonElement dtype)
            && dtype.ValueKind == JsonValueKind.String && feature.TryGetProperty("shape", out JsonElement shape)
            && shape.ValueKind == JsonValueKind.Array && shape.EnumerateArray().All(size => size.TryGetInt32(out int number) && number > 0);
        if (!isRead)
            throw new EpisodeFormatException($"'{path}', feature '{entry.Name}': has no dtype and shape");
        return new LeRobotFeature(
            entry.Name, feature.GetProperty("dtype").GetString()!,
            [.. feature.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())],
            [.. NamesOf(feature)]);
    }

    // A list, or a dictionary with one list in it, such as of motors.
    private static IEnumerable<string> NamesOf(JsonElement feature)
    {
        if (!feature.TryGetProperty("names", out JsonElement names))
            return [];
        if (names.ValueKind == JsonValueKind.Object && names.EnumerateObject().ToArray() is [var only])
            names = only.Value;
        return names.ValueKind == JsonValueKind.Array && names.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String)
            ? names.EnumerateArray().Select(name => name.GetString()!)
            : [];
    }
}

/// <summary>Where an episode's steps are.</summary>
/// <param name="Length">Their number.</param>
/// <param name="File">The data file.</param>
/// <param name="FirstRow">The row of the first.</param>
internal sealed record LeRobotEpisode(int Length, string File, long FirstRow);
