using System.Text.Json.Nodes;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>Version 2.1: one file an episode, and a line for each in the metadata.</summary>
internal sealed class LayoutV21 : LeRobotLayout
{
    private readonly ListLevels _levels = new();
    private readonly StreamWriter _episodes, _statistics;

    public LayoutV21(LeRobotPlan plan)
        : base(plan)
    {
        Directory.CreateDirectory(plan["meta"]);
        _episodes = new StreamWriter(plan[LeRobotNames.EpisodeLines]);
        _statistics = new StreamWriter(plan[LeRobotNames.StatisticsLines]);
    }

    public override void WriteSteps(in EpisodePlace place)
    {
        string path = $"data/chunk-{place.Episode / LeRobotNames.ChunkSize:D3}/episode_{place.Episode:D6}.parquet";
        using ParquetSheet sheet = ParquetSheet.Create(Plan[path], Plan.Sheets, Plan.Footer, _levels);
        WriteRows(sheet, place.Count);
        sheet.Complete(toDisk: false);
    }

    public override void Describe(EpisodeEntry entry)
    {
        WriteLine(_episodes, new JsonObject
        {
            [LeRobotNames.Episode] = entry.Episode,
            ["tasks"] = new JsonArray(Plan.Instruction),
            ["length"] = entry.Length,
        });
        WriteLine(_statistics, new JsonObject
        {
            [LeRobotNames.Episode] = entry.Episode,
            ["stats"] = Named(entry.Statistics, camera => camera.Statistics, withQuantiles: false),
        });
    }

    public override void Complete(LeRobotCounts counts, IReadOnlyList<FeatureStatistics> statistics)
    {
        Dispose();
        WriteText(
            LeRobotNames.TaskLines,
            new JsonObject { [LeRobotNames.TaskIndex] = 0, [LeRobotNames.Task] = Plan.Instruction }.ToJsonString(LeRobotJson.Line) + "\n");
        WriteInfo("v2.1", counts, new Dictionary<string, JsonNode?>
        {
            ["total_videos"] = counts.Episodes * Plan.Films.Count,
            ["total_chunks"] = ((counts.Episodes - 1) / LeRobotNames.ChunkSize) + 1,
            ["data_path"] = LeRobotNames.OldDataPath,
            ["video_path"] = Plan.Films.Count > 0 ? LeRobotNames.OldVideoPath : null,
        });
    }

    public override void Dispose()
    {
        _episodes.Dispose();
        _statistics.Dispose();
    }

    private static void WriteLine(StreamWriter writer, JsonObject line)
    {
        writer.Write(line.ToJsonString(LeRobotJson.Line));
        writer.Write('\n');
    }
}
