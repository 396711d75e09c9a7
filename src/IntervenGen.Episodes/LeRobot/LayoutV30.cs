using System.Text.Json.Nodes;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>Version 3.0: many episodes a file, and a table that says which is where.</summary>
internal sealed class LayoutV30 : LeRobotLayout
{
    private const long MaxBytes = (long)LeRobotNames.DataFileMegabytes << 20;

    private readonly ChunkedSheets _data;
    private readonly EpisodeSheet _episodes;

    public LayoutV30(LeRobotPlan plan)
        : base(plan)
    {
        _data = new ChunkedSheets(plan.Root, "data", plan.Sheets, plan.Footer, MaxBytes);
        _episodes = new EpisodeSheet(plan, MaxBytes);
    }

    public override void WriteSteps(in EpisodePlace place) => WriteRows(_data.For(place.Count), place.Count);

    public override void Describe(EpisodeEntry entry) => _episodes.Add(entry, _data.Place);

    public override void Complete(LeRobotCounts counts, IReadOnlyList<FeatureStatistics> statistics)
    {
        _data.Complete();
        _episodes.Complete();
        JsonObject all = Named(statistics, camera => camera.Total, withQuantiles: true);
        WriteText(LeRobotNames.Statistics, all.ToJsonString(LeRobotJson.Indented));
        TaskSheet.Write(Plan[LeRobotNames.Tasks], [Plan.Instruction]);
        WriteInfo("v3.0", counts, new Dictionary<string, JsonNode?>
        {
            ["data_files_size_in_mb"] = LeRobotNames.DataFileMegabytes,
            ["video_files_size_in_mb"] = LeRobotNames.VideoFileMegabytes,
            ["data_path"] = LeRobotNames.DataPath,
            ["video_path"] = Plan.Films.Count > 0 ? LeRobotNames.VideoPath : null,
        });
    }

    public override void Dispose()
    {
        _data.Dispose();
        _episodes.Dispose();
    }
}
