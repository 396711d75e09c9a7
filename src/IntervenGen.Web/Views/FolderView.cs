using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Episodes;

namespace IntervenGen.Web.Views;

/// <summary>What an opened folder holds: datasets, results, and curves of trainings, also while a run adds to them.</summary>
internal static class FolderView
{
    /// <summary>Ending of the files in which a training notes its losses and rollouts, one JSON object a line.</summary>
    public const string CurveEnding = ".curve";

    private const long MostBytes = 4 << 20;
    private const int MostDepth = 3;

    public static JsonObject Of(FolderScope scope, bool isDriven)
    {
        List<JsonNode> datasets = [], results = [], curves = [];
        if (EpisodeStore.Exists(scope.Root))
            datasets.Add(Dataset(scope.Root, ".", Path.GetFileName(scope.Root)));
        else
            Visit(scope, new DirectoryInfo(scope.Root), 0, datasets, results, curves);
        return new JsonObject
        {
            ["folder"] = Path.GetFileName(scope.Root),
            ["driven"] = isDriven,
            ["datasets"] = new JsonArray([.. datasets]),
            ["results"] = new JsonArray([.. results]),
            ["curves"] = new JsonArray([.. curves]),
        };
    }

    /// <summary>The lines of a curve; a line that is being written is left out.</summary>
    public static JsonArray Curve(string file)
    {
        var points = new JsonArray();
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (TryParse(line) is { } point)
                points.Add(point);
        }

        return points;
    }

    // What the page asks for again only when the stamp is another one.
    private static JsonObject Dataset(string folder, string path, string name) =>
        new() { ["path"] = path, ["name"] = name, ["stamp"] = DatasetCache.StampOf(folder).Ticks.ToString(CultureInfo.InvariantCulture) };

    private static void Visit(FolderScope scope, DirectoryInfo folder, int depth, List<JsonNode> datasets, List<JsonNode> results, List<JsonNode> curves)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            // A link may lead out of the folder.
            if (entry.LinkTarget is not null)
                continue;
            string path = scope.Relative(entry.FullName);
            try
            {
                if (entry is DirectoryInfo below)
                {
                    if (EpisodeStore.Exists(below.FullName))
                        datasets.Add(Dataset(below.FullName, path, path));
                    else if (depth < MostDepth)
                        Visit(scope, below, depth + 1, datasets, results, curves);
                }
                else if (entry is FileInfo { Length: <= MostBytes } file)
                {
                    if (file.Name.EndsWith(CurveEnding, StringComparison.Ordinal))
                        curves.Add(new JsonObject { ["path"] = path, ["name"] = path[..^CurveEnding.Length], ["points"] = Curve(file.FullName) });
                    else if (file.Extension == ".json" && TryParse(File.ReadAllText(file.FullName)) is { } json)
                        Successes(json, path, results);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A run renames and removes what it has made; what is gone or may not be read is not shown.
            }
        }
    }

    // Any object in a result that says how many of how many trials succeeded.
    private static void Successes(JsonNode node, string name, List<JsonNode> results)
    {
        if (node is not JsonObject json)
            return;
        if (json["success"] is JsonValue && json["trials"] is JsonValue && json["low"] is JsonValue)
            results.Add(new JsonObject { ["name"] = name, ["success"] = json["success"]!.DeepClone(), ["low"] = json["low"]!.DeepClone(), ["high"] = json["high"]?.DeepClone(), ["trials"] = json["trials"]!.DeepClone() });
        foreach ((string key, JsonNode? value) in json)
        {
            if (value is JsonObject)
                Successes(value, $"{name} · {key}", results);
        }
    }

    private static JsonNode? TryParse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
