using System.Text.Json.Nodes;
using IntervenGen.Episodes.Pictures;

namespace IntervenGen;

/// <summary>Request to add pictures to a dataset.</summary>
public sealed record DatasetRenderRequest
{
    /// <summary>Path of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Names of cameras: the task's, the robot's, those of the scene's model, or robosuite's names for them.</summary>
    public required IReadOnlyList<string> Cameras { get; init; }

    /// <summary>What pictures.</summary>
    public IReadOnlyList<PictureKind> Kinds { get; init; } = [PictureKind.Rgb];

    /// <summary>Width of a picture, pixels.</summary>
    public int Width { get; init; } = 84;

    /// <summary>Height of a picture, pixels.</summary>
    public int Height { get; init; } = 84;

    /// <summary>Number of episodes drawn at a time, each by a thread with a context of its own; null for as many as there are
    /// cores. Bytes do not depend on it.</summary>
    public int? Workers { get; init; }

    /// <summary>Index of the device that draws; null for the environment's choice, or the first that works.</summary>
    public int? Device { get; init; }

    /// <summary>The custom model that the dataset was made with; null for the task's own.</summary>
    public GivenModel? Model { get; init; }

    /// <summary>Whether pictures of another size, place or renderer give way.</summary>
    public bool Overwrite { get; init; }
}

/// <summary>Result of adding pictures.</summary>
/// <param name="Dataset">Path of the dataset.</param>
/// <param name="Sets">The sets of pictures that were asked for, all complete.</param>
/// <param name="Episodes">Episodes of the dataset.</param>
/// <param name="Drawn">Pictures that were drawn now; the others were there.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Device">What drew.</param>
public sealed record DatasetRenderResult(
    string Dataset, IReadOnlyList<PictureFormat> Sets, int Episodes, long Drawn, double Seconds, string Device)
{
    /// <summary>Bytes of all these pictures in files.</summary>
    public long Bytes => Sets.Sum(set => set.Totals!.Bytes);

    internal string Text => FormattableString.Invariant(
        $"{string.Join(", ", Sets.Select(set => $"{set.Camera.Name} {set.Kind.Name()}"))}: {Sets.Sum(set => set.Totals!.Pictures)} ")
        + FormattableString.Invariant($"pictures of {Episodes} episodes, {Drawn} drawn now in {Seconds:0.0} s, {Bytes / 1e6:0.0} MB");

    internal JsonObject ToJson() => new()
    {
        ["dataset"] = Dataset,
        ["episodes"] = Episodes,
        ["drawn"] = Drawn,
        ["seconds"] = Math.Round(Seconds, 3),
        ["bytes"] = Bytes,
        ["device"] = Device,
        ["sets"] = new JsonArray([.. Sets.Select(set => (JsonNode)new JsonObject
        {
            ["camera"] = set.Camera.Name,
            ["kind"] = set.Kind.Name(),
            ["width"] = set.Camera.Width,
            ["height"] = set.Camera.Height,
            ["pictures"] = set.Totals!.Pictures,
            ["bytes"] = set.Totals.Bytes,
            ["digest"] = set.Totals.Digest,
        })]),
    };
}
