using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Experiments;

namespace IntervenGen;

/// <summary>How far a stage is.</summary>
public enum StageState
{
    /// <summary>It has not begun.</summary>
    Waiting = 0,

    /// <summary>It is under way.</summary>
    Running = 1,

    /// <summary>It was under way and says nothing any more: stopped, killed, or on a node that is gone.</summary>
    Silent = 2,

    /// <summary>It is done.</summary>
    Done = 3,

    /// <summary>It is done and has no result.</summary>
    Failed = 4,
}

/// <summary>How far one stage of a run is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">What it does.</param>
/// <param name="State">How far it is.</param>
/// <param name="Done">Units of work done: episodes, trials or gradient steps.</param>
/// <param name="Total">Units of work in all; 0 where that is not known.</param>
/// <param name="Rate">Units a second since it began; 0 where that is not known.</param>
/// <param name="SecondsLeft">Estimated seconds to its end; null where that is not known.</param>
/// <param name="Words">A few words: counts, or why there is no result.</param>
/// <param name="Node">Machine and process that work, or last worked, on it.</param>
public sealed record StageStatus(
    string Name, string Title, StageState State, double Done, double Total, double Rate, double? SecondsLeft, string Words, string Node);

/// <summary>How far a run is, read from its folder alone: on any machine that shares it, while it is under way or after it.</summary>
public sealed class RunStatus
{
    /// <summary>File in which a run notes its stages before it begins.</summary>
    internal const string PlanFile = "plan.json";

    private RunStatus(string folder, IReadOnlyList<StageStatus> stages, long bytes)
    {
        Folder = folder;
        Stages = stages;
        Bytes = bytes;
    }

    /// <summary>The run's folder.</summary>
    public string Folder { get; }

    /// <summary>The stages, each after what it needs.</summary>
    public IReadOnlyList<StageStatus> Stages { get; }

    /// <summary>Size of everything in the folder, bytes.</summary>
    public long Bytes { get; }

    /// <summary>Whether every stage is done.</summary>
    public bool IsDone => Stages.All(stage => stage.State is StageState.Done or StageState.Failed);

    /// <summary>Reads a run's folder.</summary>
    /// <param name="folder">Path of the folder.</param>
    /// <exception cref="UsageException">It is no run's folder.</exception>
    public static RunStatus Read(string folder) => TryRead(folder) is { } stages
        ? new RunStatus(folder, stages, SizeOf(folder))
        : throw new UsageException(
            $"'{folder}' is no folder of a run: it has no {PlanFile}, which 'igen run', 'igen demo' and 'igen cluster' write");

    /// <summary>The stages of a run's folder; null where it is none.</summary>
    internal static IReadOnlyList<StageStatus>? TryRead(string folder)
    {
        if (Parse(Path.Combine(folder, PlanFile))?["stages"] is not JsonArray planned)
            return null;
        return
        [
            .. planned.OfType<JsonObject>().Where(stage => (string?)stage["kind"] is not ("UseDataset" or "UsePolicy" or "CheckGain"))
                .Select(stage => Of(folder, (string?)stage["name"] ?? "", (string?)stage["title"] ?? "")),
        ];
    }

    /// <summary>Notes a run's stages, before it begins.</summary>
    internal static void Note(RunPlan plan, string folder)
    {
        var json = new JsonObject
        {
            ["stages"] = new JsonArray([.. plan.Stages.Select(stage => (JsonNode)new JsonObject
            {
                ["name"] = stage.Name,
                ["title"] = stage.Title,
                ["kind"] = stage.Kind.ToString(),
            })]),
        };
        OutputFile.Write(Path.Combine(folder, PlanFile), json.ToJsonString() + "\n", overwrite: true);
    }

    private static StageStatus Of(string folder, string name, string title)
    {
        IReadOnlyList<WorkStatus> works = WorkStatus.Of(folder, name);
        string node = works.Count switch
        {
            0 => "",
            1 => works[0].Node,
            _ => $"{works.Count} parts, {works.Count(work => work.IsRunning)} of them under way",
        };
        if (Parse(Path.Combine(folder, name + ResultRecord.Ending)) is { } record)
        {
            string? failure = (string?)record["failure"];
            string words = failure ?? (string?)record["facts"]?["words"] ?? "";
            return new StageStatus(name, title, failure is null ? StageState.Done : StageState.Failed, 1, 1, 0, 0, words, node);
        }

        if (works.Count == 0)
            return new StageStatus(name, title, StageState.Waiting, 0, 0, 0, null, "", "");
        double done = works.Sum(work => work.Done), total = works.Sum(work => work.Total), rate = works.Sum(work => work.Rate);
        bool isRunning = works.Any(work => work.IsRunning);
        return new StageStatus(
            name, title, isRunning ? StageState.Running : StageState.Silent, done, total, rate,
            isRunning && rate > 0 ? (total - done) / rate : null, works.Count == 1 ? works[0].Words : "", node);
    }

    // Files are replaced as a whole; what is not readable is somebody else's.
    internal static JsonObject? Parse(string file)
    {
        try
        {
            return File.Exists(file) ? StrictJson.ParseObject(File.ReadAllText(file)) : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException or InvalidCastException)
        {
            return null;
        }
    }

    private static long SizeOf(string folder) => new DirectoryInfo(folder)
        .EnumerateFiles(
            "*",
            new EnumerationOptions
            {
                RecurseSubdirectories = true,
                IgnoreInaccessible = true,
                AttributesToSkip = FileAttributes.ReparsePoint
            })
        .Sum(file => file.Exists ? file.Length : 0);
}
