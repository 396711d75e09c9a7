using System.Text.Json.Nodes;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>What every file of an export is made of.</summary>
/// <param name="Root">The folder.</param>
/// <param name="Columns">The features, whose buffers hold the episode that is appended.</param>
/// <param name="Cameras">The cameras, which have taken its pictures.</param>
/// <param name="Fps">Steps a second.</param>
/// <param name="Instruction">The task in words.</param>
/// <param name="Robot">The robot's name.</param>
internal sealed record LeRobotPlan(
    string Root, IReadOnlyList<EpisodeColumn> Columns, IReadOnlyList<CameraTrack> Cameras, int Fps, string Instruction, string Robot)
{
    /// <summary>The columns of the data files.</summary>
    public IReadOnlyList<SheetColumn> Sheets { get; } =
        [.. Columns.Select(column => column.Sheet), .. Cameras.Select(camera => camera.Sheet).OfType<SheetColumn>()];

    /// <summary>The footer of the data files.</summary>
    public IReadOnlyDictionary<string, string> Footer { get; } = ParquetSheet.FeaturesFooter(EpisodeColumns.HuggingFace(Columns, Cameras));

    /// <summary>The cameras that are films.</summary>
    public IReadOnlyList<CameraTrack> Films { get; } = [.. Cameras.Where(camera => camera.IsFilm)];

    /// <summary>A path in the folder.</summary>
    public string this[string name] => Path.Combine(Root, name);
}

/// <summary>Counts of a whole export.</summary>
/// <param name="Episodes">Number of episodes.</param>
/// <param name="Frames">Number of steps.</param>
/// <param name="Training">How many of the episodes, the first ones, are to be trained on.</param>
internal readonly record struct LeRobotCounts(int Episodes, long Frames, int Training);

/// <summary>The files of one version of the format.</summary>
internal abstract class LeRobotLayout(LeRobotPlan plan) : IDisposable
{
    /// <summary>What the files are made of.</summary>
    protected LeRobotPlan Plan => plan;

    /// <summary>Writes the steps of the episode that the columns hold.</summary>
    public abstract void WriteSteps(in EpisodePlace place);

    /// <summary>Writes what the metadata say of it.</summary>
    public abstract void Describe(EpisodeEntry entry);

    /// <summary>Writes what is known when all episodes are.</summary>
    /// <param name="counts">Counts of all.</param>
    /// <param name="statistics">Of all episodes, in the order of the columns.</param>
    public abstract void Complete(LeRobotCounts counts, IReadOnlyList<FeatureStatistics> statistics);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Writes the episode's columns as one row group.</summary>
    protected void WriteRows(ParquetSheet sheet, int rows)
    {
        sheet.BeginRows(rows);
        foreach (EpisodeColumn column in Plan.Columns)
            column.WriteTo(sheet);
        foreach (CameraTrack camera in Plan.Cameras.Where(camera => !camera.IsFilm))
            camera.WriteTo(sheet);
        sheet.EndRows();
    }

    /// <summary>What both versions say in <c>info.json</c>, in LeRobot's order.</summary>
    /// <param name="version">The version's name.</param>
    /// <param name="counts">Counts of all.</param>
    /// <param name="own">What only this version says.</param>
    protected void WriteInfo(string version, LeRobotCounts counts, IEnumerable<KeyValuePair<string, JsonNode?>> own)
    {
        var splits = new JsonObject { ["train"] = $"0:{counts.Training}" };
        if (counts.Training < counts.Episodes)
            splits["val"] = $"{counts.Training}:{counts.Episodes}";
        var info = new JsonObject
        {
            ["codebase_version"] = version,
            ["robot_type"] = Plan.Robot,
            ["total_episodes"] = counts.Episodes,
            ["total_frames"] = counts.Frames,
            ["total_tasks"] = 1,
            ["chunks_size"] = LeRobotNames.ChunkSize,
            ["fps"] = Plan.Fps,
            ["splits"] = splits,
        };
        foreach ((string key, JsonNode? value) in own)
            info[key] = value;
        info["features"] = EpisodeColumns.Features(Plan.Columns, Plan.Cameras);
        WriteText(LeRobotNames.Info, info.ToJsonString(LeRobotJson.Indented));
    }

    /// <summary>Statistics of every feature under its name.</summary>
    /// <param name="statistics">In the order of the columns.</param>
    /// <param name="ofPictures">Chooses a camera's.</param>
    /// <param name="withQuantiles">Whether quantiles are among them.</param>
    protected JsonObject Named(
        IReadOnlyList<FeatureStatistics> statistics, Func<CameraTrack, FeatureStatistics> ofPictures, bool withQuantiles) =>
        new([
            .. Plan.Columns.Zip(statistics, (column, values) =>
                KeyValuePair.Create<string, JsonNode?>(column.Name, values.ToJson(withQuantiles))),
            .. Plan.Cameras.Select(camera =>
                KeyValuePair.Create<string, JsonNode?>(camera.Name, ofPictures(camera).ToJson(withQuantiles, ofPictures: true))),
        ]);

    /// <summary>Writes a text file.</summary>
    protected void WriteText(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Plan[name])!);
        File.WriteAllText(Plan[name], text);
    }
}
