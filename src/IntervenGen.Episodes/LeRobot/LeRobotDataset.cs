using System.Numerics;
using System.Text.Json;
using IntervenGen.Core;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>A dataset of LeRobot's, version 3.0 or 2.1, read an episode at a time. One thread.</summary>
/// <remarks>One row group is in memory, as far as its columns are asked for. Nothing outside the folder is opened by a path in
/// it.</remarks>
internal sealed class LeRobotDataset : IDisposable
{
    private const int MaxInfoBytes = 16 << 20;

    private readonly Dictionary<(string, Type), Array> _columns = [];
    private ParquetTable? _table;
    private string _file = "";
    private int _group = -1;

    private LeRobotDataset(
        string path, int fps, IReadOnlyDictionary<string, LeRobotFeature> features, IReadOnlyList<LeRobotEpisode> episodes)
    {
        Path = path;
        Fps = fps;
        Features = features;
        Episodes = episodes;
        Bytes = episodes.Select(episode => episode.File).Distinct().Sum(file => new FileInfo(file).Length);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Steps a second.</summary>
    public int Fps { get; }

    /// <summary>Its features by name.</summary>
    public IReadOnlyDictionary<string, LeRobotFeature> Features { get; }

    /// <summary>Its episodes in order.</summary>
    public IReadOnlyList<LeRobotEpisode> Episodes { get; }

    /// <summary>Bytes of its data files.</summary>
    public long Bytes { get; }

    /// <summary>Whether a folder looks like one.</summary>
    public static bool Is(string folder) => File.Exists(System.IO.Path.Combine(folder, LeRobotNames.Info));

    /// <summary>Opens a dataset: its metadata are read and compared with each other.</summary>
    /// <exception cref="UsageException">Its version is another.</exception>
    /// <exception cref="EpisodeFormatException">Its metadata are damaged.</exception>
    public static LeRobotDataset Open(string folder)
    {
        string path = System.IO.Path.Combine(folder, LeRobotNames.Info);
        using JsonDocument info = Json(path);
        JsonElement root = info.RootElement;
        string version = Text(root, "codebase_version", path);
        bool isNew = version.StartsWith("v3.", StringComparison.Ordinal);
        if (!isNew && version != "v2.1")
            throw new UsageException(
                $"'{folder}' is of LeRobot's version {version}; v3.0 and v2.1 are read; lerobot's conversion scripts bring older " +
                "ones forward");
        if (!root.TryGetProperty("features", out JsonElement features) || features.ValueKind != JsonValueKind.Object)
            throw new EpisodeFormatException($"'{path}': has no features");
        string data = Text(root, "data_path", path), usual = isNew ? LeRobotNames.DataPath : LeRobotNames.OldDataPath;
        if (data != usual)
            throw new UsageException($"'{path}': data_path is '{data}'; '{usual}' is read");
        IReadOnlyList<LeRobotEpisode> episodes = isNew ? EpisodeIndex.OfTables(folder) : EpisodeIndex.OfLines(folder);
        long frames = Whole(root, "total_frames", path), counted = episodes.Sum(episode => (long)episode.Length);
        if (Whole(root, "total_episodes", path) != episodes.Count || frames != counted)
            throw new EpisodeFormatException(
                $"'{path}': names {Whole(root, "total_episodes", path)} episodes of {frames} frames, and the table of episodes has " +
                $"{episodes.Count} of {counted}");
        return new LeRobotDataset(
            folder, checked((int)Whole(root, "fps", path)),
            features.EnumerateObject().Select(entry => LeRobotFeature.Parse(entry, path)).ToDictionary(feature => feature.Name), episodes);
    }

    /// <summary>Reads a feature of one episode.</summary>
    /// <param name="episode">Its number.</param>
    /// <param name="name">The feature.</param>
    /// <returns>Shape [steps × width].</returns>
    /// <exception cref="EpisodeFormatException">Missing, of another type or length, or of another episode.</exception>
    public T[] Read<T>(int episode, string name)
        where T : unmanaged, INumber<T>
    {
        LeRobotFeature feature = Features.GetValueOrDefault(name)
            ?? throw new EpisodeFormatException($"'{Path}': there is no feature '{name}'; it has {string.Join(", ", Features.Keys)}");
        if (feature.Width == 0)
            throw new EpisodeFormatException($"'{Path}', feature '{name}': is of type {feature.DType}, expected numbers");
        LeRobotEpisode entry = Episodes[episode];
        ParquetTable table = Open(entry);
        var values = new T[entry.Length * feature.Width];
        long row = 0, end = entry.FirstRow + entry.Length;
        int taken = 0;
        for (int group = 0; group < table.Rows.Count && row < end; row += table.Rows[group++])
        {
            int first = (int)Math.Max(0, entry.FirstRow - row), last = (int)Math.Min(table.Rows[group], end - row);
            if (first >= last)
                continue;
            T[] column = Column<T>(table, group, feature);
            column.AsSpan(first * feature.Width, (last - first) * feature.Width).CopyTo(values.AsSpan(taken * feature.Width));
            taken += last - first;
        }

        return taken == entry.Length ? values : throw new EpisodeFormatException(
            $"'{entry.File}': has {row} rows, and episode {episode} needs those from {entry.FirstRow} to {end}");
    }

    /// <summary>Refuses an episode whose rows are another's: the tables would contradict each other.</summary>
    public void RequireOwnRows(int episode)
    {
        foreach (long number in Read<long>(episode, LeRobotNames.Episode))
        {
            if (number != episode)
                throw new EpisodeFormatException($"'{Episodes[episode].File}': the rows of episode {episode} name episode {number}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _table?.Dispose();

    internal static JsonDocument Json(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new UsageException($"'{path}': there is no such file");
        if (file.Length > MaxInfoBytes)
            throw new EpisodeFormatException($"'{path}': has {file.Length} bytes; at most {MaxInfoBytes} are read");
        try
        {
            return StrictJson.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException exception)
        {
            throw new EpisodeFormatException($"'{path}': not JSON: {exception.Message}", exception);
        }
    }

    internal static string Text(JsonElement root, string key, string path) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new EpisodeFormatException($"'{path}': has no text '{key}'");

    internal static long Whole(JsonElement root, string key, string path) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(key, out JsonElement value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number is >= 0 and <= int.MaxValue
            ? number
            : throw new EpisodeFormatException($"'{path}': has no whole number '{key}' from 0 to {int.MaxValue}");

    private ParquetTable Open(LeRobotEpisode entry)
    {
        if (_table is not null && _file == entry.File)
            return _table;
        _table?.Dispose();
        _columns.Clear();
        (_group, _file) = (-1, entry.File);
        return _table = ParquetTable.Open(entry.File);
    }

    private T[] Column<T>(ParquetTable table, int group, LeRobotFeature feature)
        where T : unmanaged, INumber<T>
    {
        if (group != _group)
        {
            _columns.Clear();
            _group = group;
        }

        if (!_columns.TryGetValue((feature.Name, typeof(T)), out Array? column))
            _columns[(feature.Name, typeof(T))] = column = table.Read<T>(group, feature.Name, feature.Width);
        return (T[])column;
    }
}
