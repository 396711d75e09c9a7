using System.Text.Json;
using IntervenGen.Core;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>Reads where the episodes of a dataset are.</summary>
internal static class EpisodeIndex
{
    private const string Table = "meta/episodes";

    /// <summary>Of version 3.0: the tables in <c>meta/episodes</c>.</summary>
    public static IReadOnlyList<LeRobotEpisode> OfTables(string folder)
    {
        string root = Path.Combine(folder, Table);
        string[] files = Directory.Exists(root)
            ? [.. Directory.EnumerateFiles(root, "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
            : [];
        if (files.Length == 0)
            throw new EpisodeFormatException($"'{root}': there is no table of episodes");
        var episodes = new List<LeRobotEpisode>();
        var firstOfFile = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string file in files)
        {
            using ParquetTable table = ParquetTable.Open(file);
            for (int group = 0; group < table.Rows.Count; group++)
            {
                long[] Column(string name) => table.Read<long>(group, name, 1);
                long[] numbers = Column(LeRobotNames.Episode), lengths = Column("length"), from = Column("dataset_from_index");
                long[] chunks = Column("data/chunk_index"), places = Column("data/file_index");
                for (int i = 0; i < numbers.Length; i++)
                {
                    if (numbers[i] != episodes.Count)
                        throw new EpisodeFormatException($"'{file}': row {episodes.Count} is episode {numbers[i]}");
                    if (lengths[i] is < 0 or > int.MaxValue || chunks[i] is < 0 or > int.MaxValue || places[i] is < 0 or > int.MaxValue)
                        throw new EpisodeFormatException(
                            $"'{file}', episode {numbers[i]}: length {lengths[i]}, chunk {chunks[i]}, file {places[i]}");
                    string data = Path.Combine(folder, new FilePlace((int)chunks[i], (int)places[i]).Path("data", ".parquet"));
                    firstOfFile.TryAdd(data, from[i]);
                    episodes.Add(new LeRobotEpisode((int)lengths[i], RequireFile(data), from[i] - firstOfFile[data]));
                }
            }
        }

        return episodes;
    }

    /// <summary>Of version 2.1: a line and a file each.</summary>
    public static IReadOnlyList<LeRobotEpisode> OfLines(string folder)
    {
        string path = Path.Combine(folder, LeRobotNames.EpisodeLines);
        if (!File.Exists(path))
            throw new EpisodeFormatException($"'{path}': there is no such file");
        var episodes = new List<LeRobotEpisode>();
        foreach (string line in File.ReadLines(path).Where(line => line.Length > 0))
        {
            int number = episodes.Count;
            using JsonDocument entry = Parse(line, path, number);
            if (LeRobotDataset.Whole(entry.RootElement, LeRobotNames.Episode, path) != number)
                throw new EpisodeFormatException($"'{path}': line {number + 1} is of another episode than {number}");
            string data = Path.Combine(folder, $"data/chunk-{number / LeRobotNames.ChunkSize:D3}/episode_{number:D6}.parquet");
            episodes.Add(new LeRobotEpisode((int)LeRobotDataset.Whole(entry.RootElement, "length", path), RequireFile(data), 0));
        }

        return episodes;
    }

    private static JsonDocument Parse(string line, string path, int number)
    {
        try
        {
            return StrictJson.Parse(System.Text.Encoding.UTF8.GetBytes(line));
        }
        catch (JsonException exception)
        {
            throw new EpisodeFormatException($"'{path}', line {number + 1}: not JSON: {exception.Message}", exception);
        }
    }

    private static string RequireFile(string data) => File.Exists(data)
        ? data
        : throw new EpisodeFormatException($"'{data}': there is no such file, and the table of episodes names it");
}
