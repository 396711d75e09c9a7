using System.Globalization;
using System.Text.Json;

namespace IntervenGen.Episodes.Tests.LeRobot;

/// <summary>Looks through a dataset as LeRobot does when it loads one, and recomputes what can be: schema, types, lengths, numbering, time
/// stamps, statistics. Written from the format's facts, without the code that writes it.</summary>
internal sealed class LeRobotCheck
{
    private static readonly string[] s_numbering = ["timestamp", "frame_index", "episode_index", "index", "task_index"];

    private readonly string _root;
    private readonly JsonElement _info;
    private readonly Dictionary<string, (string DType, int Width)> _features;

    private LeRobotCheck(string root)
    {
        _root = root;
        _info = Json("meta/info.json");
        ILookup<bool, JsonProperty> features = _info.GetProperty("features").EnumerateObject().ToLookup(
            feature => feature.Value.GetProperty("dtype").GetString() is "video" or "image");
        _features = features[false].ToDictionary(
            feature => feature.Name, feature => (feature.Value.GetProperty("dtype").GetString()!, Width(feature)));
        Films = [.. features[true].Where(feature => feature.Value.GetProperty("dtype").GetString() == "video").Select(feature => feature.Name)];
        Images = [.. features[true].Select(feature => feature.Name).Except(Films)];
        Assert.All(features[true], feature => Assert.Equal(
            ["height", "width", "channels"], feature.Value.GetProperty("names").EnumerateArray().Select(name => name.GetString())));
    }

    public JsonElement Info => _info;

    /// <summary>Features that are films, and that are pictures in the data.</summary>
    public string[] Films { get; }

    public string[] Images { get; }

    /// <summary>Frames that each film has to have, by its path.</summary>
    public Dictionary<string, int> Frames { get; } = [];

    /// <summary>Columns of all data, one after the other, by name.</summary>
    public Dictionary<string, Array> Data { get; } = [];

    /// <summary>Steps of each episode.</summary>
    public List<int> Lengths { get; } = [];

    /// <summary>Statistics of the dataset, by feature and name.</summary>
    public Dictionary<string, Dictionary<string, double[]>> Statistics { get; private set; } = [];

    private int Episodes => _info.GetProperty("total_episodes").GetInt32();

    public static async Task<LeRobotCheck> V30(string root)
    {
        var check = new LeRobotCheck(root);
        Assert.Equal("v3.0", check._info.GetProperty("codebase_version").GetString());
        check.CheckInfo(["data_files_size_in_mb", "video_files_size_in_mb"]);
        Assert.Equal("data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet", check._info.GetProperty("data_path").GetString());
        Assert.Equal(
            check.Films.Length == 0 ? null : "videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4",
            check._info.GetProperty("video_path").GetString());
        await check.CheckTasks();
        await check.CheckEpisodes();
        check.CheckNumbering();
        check.Statistics = Numbers(check.Json("meta/stats.json"));
        check.CheckStatistics(["min", "max", "mean", "std", "count", "q01", "q10", "q50", "q90", "q99"]);
        return check;
    }

    public static async Task<LeRobotCheck> V21(string root)
    {
        var check = new LeRobotCheck(root);
        Assert.Equal("v2.1", check._info.GetProperty("codebase_version").GetString());
        check.CheckInfo(["total_videos", "total_chunks"]);
        Assert.Equal(1, check._info.GetProperty("total_chunks").GetInt32());
        Assert.Equal(check.Episodes * check.Films.Length, check._info.GetProperty("total_videos").GetInt32());
        JsonElement task = Assert.Single(check.Lines("meta/tasks.jsonl"));
        Assert.Equal(0, task.GetProperty("task_index").GetInt32());
        JsonElement[] episodes = [.. check.Lines("meta/episodes.jsonl")], statistics = [.. check.Lines("meta/episodes_stats.jsonl")];
        Assert.Equal(check.Episodes, episodes.Length);
        Assert.Equal(check.Episodes, statistics.Length);
        for (int i = 0; i < episodes.Length; i++)
        {
            Assert.Equal(i, episodes[i].GetProperty("episode_index").GetInt32());
            Assert.Equal(i, statistics[i].GetProperty("episode_index").GetInt32());
            Assert.Equal(task.GetProperty("task").GetString(), episodes[i].GetProperty("tasks")[0].GetString());
            int length = episodes[i].GetProperty("length").GetInt32();
            ParquetContent content = await check.CheckData($"data/chunk-{i / 1000:D3}/episode_{i:D6}.parquet");
            Assert.Equal(length, content.Rows);
            check.Lengths.Add(length);
            foreach (string film in check.Films)
                check.Frames[$"videos/chunk-{i / 1000:D3}/{film}/episode_{i:D6}.mp4"] = length;
            check.CheckEpisodeStatistics(content, Numbers(statistics[i].GetProperty("stats")), 0, length);
        }

        check.CheckNumbering();
        return check;
    }

    public T[] Get<T>(string name) => (T[])Data[name];

    private static int Width(JsonProperty feature)
    {
        JsonElement shape = feature.Value.GetProperty("shape"), names = feature.Value.GetProperty("names");
        Assert.DoesNotContain('/', feature.Name);
        Assert.Equal(1, shape.GetArrayLength());
        if (names.ValueKind == JsonValueKind.Array)
            Assert.Equal(shape[0].GetInt32(), names.GetArrayLength());
        return shape[0].GetInt32();
    }

    private void CheckInfo(string[] own)
    {
        string[] known =
        [
            "codebase_version", "robot_type", "total_episodes", "total_frames", "total_tasks", "chunks_size", "fps", "splits", "data_path",
            "video_path", "features", .. own,
        ];
        Assert.Equal(known.Order(), _info.EnumerateObject().Select(property => property.Name).Order());
        Assert.True(_info.GetProperty("fps").GetInt32() > 0);
        Assert.Equal(1000, _info.GetProperty("chunks_size").GetInt32());
        Assert.Equal(1, _info.GetProperty("total_tasks").GetInt32());
        Assert.StartsWith("0:", _info.GetProperty("splits").GetProperty("train").GetString(), StringComparison.Ordinal);
        foreach (string name in s_numbering)
        {
            Assert.Equal((name == "timestamp" ? "float32" : "int64", 1), _features[name]);
            Assert.Equal(JsonValueKind.Null, _info.GetProperty("features").GetProperty(name).GetProperty("names").ValueKind);
        }
    }

    private async Task CheckTasks()
    {
        ParquetContent tasks = await ParquetContent.Read(Path("meta/tasks.parquet"));
        Assert.Equal(["task_index", "task"], tasks.Names);
        Assert.Equal([0L], tasks.Get<long>("task_index"));
        JsonElement pandas = JsonDocument.Parse(tasks.Footer["pandas"]).RootElement;
        Assert.Equal("task", pandas.GetProperty("index_columns")[0].GetString());
        JsonElement task = pandas.GetProperty("columns").EnumerateArray().Single(column => column.GetProperty("name").GetString() == "task");
        Assert.Equal("unicode", task.GetProperty("pandas_type").GetString());
        Assert.Equal("object", task.GetProperty("numpy_type").GetString());
    }

    private async Task CheckEpisodes()
    {
        var entries = new List<ParquetContent>();
        foreach (string file in Files("meta/episodes"))
            entries.Add(await ParquetContent.Read(file));
        var places = new List<(long Chunk, long File)>();
        long from = 0, episode = 0;
        string text = (await ParquetContent.Read(Path("meta/tasks.parquet"))).Get<string>("task")[0];
        foreach (ParquetContent table in entries)
        {
            for (int row = 0; row < table.Rows; row++, episode++)
            {
                long length = table.Get<long>("length")[row];
                Assert.Equal(episode, table.Get<long>("episode_index")[row]);
                Assert.Equal(text, table.Get<string>("tasks")[row]);
                Assert.Equal(from, table.Get<long>("dataset_from_index")[row]);
                Assert.Equal(from + length, table.Get<long>("dataset_to_index")[row]);
                Assert.Equal(0, table.Get<long>("meta/episodes/chunk_index")[row]);
                places.Add((table.Get<long>("data/chunk_index")[row], table.Get<long>("data/file_index")[row]));
                from += length;
                Lengths.Add((int)length);
                foreach (string film in Films)
                    CheckFilm(table, film, row, (int)length);
            }
        }

        Assert.Equal(Episodes, Lengths.Count);
        Assert.Equal(_info.GetProperty("total_frames").GetInt64(), from);
        int first = 0, start = 0;
        foreach ((long chunk, long file) in places.Distinct())
        {
            ParquetContent content = await CheckData($"data/chunk-{chunk:D3}/file-{file:D3}.parquet");
            int last = places.FindLastIndex(place => place == (chunk, file)) + 1;
            Assert.Equal(Lengths[first..last].Select(length => (long)length), content.GroupRows);
            for (int at = 0; first < last; at += Lengths[first++])
                CheckEpisodeStatistics(content, EpisodeNumbers(entries[0], first), at, Lengths[first]);
            start += (int)content.Rows;
        }

        Assert.Equal(places.Distinct().Count(), Files("data").Count());
        Assert.Equal(from, start);
    }

    // A column the features do not name is an error on loading, one of another type or length as well.
    private async Task<ParquetContent> CheckData(string name)
    {
        ParquetContent content = await ParquetContent.Read(Path(name));
        Assert.Equal(_features.Keys.Concat(Images), content.Names);
        Assert.All(Images, image => Assert.Equal((int)content.Rows, content.Get<byte[]>(image).Length));
        JsonElement declared = JsonDocument.Parse(content.Footer["huggingface"]).RootElement.GetProperty("info").GetProperty("features");
        foreach ((string feature, (string dtype, int width)) in _features)
        {
            ParquetContent.Column column = content[feature];
            Type type = dtype switch
            {
                "float32" => typeof(float),
                "float64" => typeof(double),
                "int64" => typeof(long),
                "bool" => typeof(bool),
                _ => throw new InvalidDataException(dtype),
            };
            Assert.Equal(type, column.Type);
            Assert.Equal(width > 1, column.IsList);
            Assert.True(column.IsNullable, feature);
            Assert.All(width > 1 ? column.Lengths : [], length => Assert.Equal(width, length));
            JsonElement huggingface = declared.GetProperty(feature);
            Assert.Equal(width > 1 ? "Sequence" : "Value", huggingface.GetProperty("_type").GetString());
            Array sofar = Data.GetValueOrDefault(feature) ?? Array.CreateInstance(type, 0), longer = Array.CreateInstance(type, sofar.Length + column.Values.Length);
            sofar.CopyTo(longer, 0);
            column.Values.CopyTo(longer, sofar.Length);
            Data[feature] = longer;
        }

        return content;
    }

    private void CheckNumbering()
    {
        float[] times = Get<float>("timestamp");
        double fps = _info.GetProperty("fps").GetInt32();
        long index = 0;
        for (int episode = 0; episode < Lengths.Count; episode++)
        {
            for (int frame = 0; frame < Lengths[episode]; frame++, index++)
            {
                Assert.Equal(episode, Get<long>("episode_index")[index]);
                Assert.Equal(frame, Get<long>("frame_index")[index]);
                Assert.Equal(index, Get<long>("index")[index]);
                Assert.Equal(0, Get<long>("task_index")[index]);
                Assert.Equal((float)(frame / fps), times[index]);
                if (frame > 0)
                    Assert.True(Math.Abs(times[index] - times[index - 1] - (1 / fps)) <= 1e-4);
            }

            Assert.True(Get<bool>("next.done")[index - 1]);
        }

        Assert.Equal(index, times.Length);
    }

    private void CheckEpisodeStatistics(ParquetContent content, Dictionary<string, Dictionary<string, double[]>> found, int first, int length)
    {
        foreach ((string feature, (_, int width)) in _features)
            CheckStatistics(feature, found[feature], RowsOf(content[feature].Values, width, first, length), isWhole: true);
    }

    private void CheckStatistics(string[] names)
    {
        Assert.Equal(_features.Keys.Concat(Films).Concat(Images).Order(), Statistics.Keys.Concat(Films).Concat(Images).Distinct().Order());
        foreach ((string feature, (_, int width)) in _features)
        {
            Assert.Equal(names.Order(), Statistics[feature].Keys.Order());
            CheckStatistics(feature, Statistics[feature], RowsOf(Data[feature], width, 0, Data[feature].Length / width), isWhole: false);
        }
    }

    // Of the parts, quantiles are the least or greatest, which only bounds those of the whole.
    private static void CheckStatistics(string feature, Dictionary<string, double[]> found, double[][] columns, bool isWhole)
    {
        Assert.Equal([(double)columns[0].Length], found["count"]);
        for (int i = 0; i < columns.Length; i++)
        {
            double[] sorted = [.. columns[i].Order()];
            double mean = sorted.Average(), deviation = Math.Sqrt(sorted.Average(value => (value - mean) * (value - mean)));
            Assert.Equal(sorted[0], found["min"][i]);
            Assert.Equal(sorted[^1], found["max"][i]);
            Assert.True(Math.Abs(mean - found["mean"][i]) <= 1e-9 * (1 + Math.Abs(mean)), feature);
            Assert.True(Math.Abs(deviation - found["std"][i]) <= 1e-9 * (1 + deviation), feature);
            double bin = (sorted[^1] - sorted[0] + 2e-10) / 5000;
            foreach (string name in found.Keys.Where(key => key[0] == 'q'))
            {
                double target = int.Parse(name[1..], CultureInfo.InvariantCulture) / 100.0 * sorted.Length;
                double exact = sorted[Math.Clamp((int)Math.Ceiling(target - 1e-9) - 1, 0, sorted.Length - 1)];
                Assert.True(
                    isWhole ? Math.Abs(exact - found[name][i]) <= bin
                    : name is "q90" or "q99" ? found[name][i] >= exact - bin : found[name][i] <= exact + bin,
                    $"{feature}[{i}] {name}: {found[name][i]}, expected {exact}");
            }
        }
    }

    private static double[][] RowsOf(Array values, int width, int first, int length) =>
    [
        .. Enumerable.Range(0, width).Select(component => Enumerable.Range(first, length)
            .Select(row => Convert.ToDouble(values.GetValue((row * width) + component), CultureInfo.InvariantCulture)).ToArray()),
    ];

    private static Dictionary<string, Dictionary<string, double[]>> EpisodeNumbers(ParquetContent table, int row)
    {
        var numbers = new Dictionary<string, Dictionary<string, double[]>>();
        foreach (string name in table.Names.Where(name => name.StartsWith("stats/", StringComparison.Ordinal)))
        {
            string[] parts = name.Split('/');
            ParquetContent.Column column = table[name];
            int from = column.Lengths.Take(row).Sum();
            numbers.TryAdd(parts[1], []);
            numbers[parts[1]][parts[2]] =
                [.. Enumerable.Range(from, column.Lengths[row]).Select(i => Convert.ToDouble(column.Values.GetValue(i), CultureInfo.InvariantCulture))];
        }

        return numbers;
    }

    // An episode's frames follow those of the one before in the same film.
    private void CheckFilm(ParquetContent table, string film, int row, int length)
    {
        double fps = _info.GetProperty("fps").GetInt32();
        string path = $"videos/{film}/chunk-{table.Get<long>($"videos/{film}/chunk_index")[row]:D3}/" +
            $"file-{table.Get<long>($"videos/{film}/file_index")[row]:D3}.mp4";
        int before = Frames.GetValueOrDefault(path);
        Assert.Equal(before / fps, table.Get<double>($"videos/{film}/from_timestamp")[row], 9);
        Assert.Equal((before + length) / fps, table.Get<double>($"videos/{film}/to_timestamp")[row], 9);
        Frames[path] = before + length;
    }

    // A picture's have the shape [3, 1, 1]; their feature's name contains "image".
    private static Dictionary<string, Dictionary<string, double[]>> Numbers(JsonElement statistics) =>
        statistics.EnumerateObject().Where(feature => !feature.Name.Contains("image", StringComparison.Ordinal)).ToDictionary(
            feature => feature.Name,
            feature => feature.Value.EnumerateObject().ToDictionary(
                entry => entry.Name, entry => entry.Value.EnumerateArray().Select(number => number.GetDouble()).ToArray()));

    private string Path(string name) => System.IO.Path.Combine(_root, name);

    private IEnumerable<string> Files(string table) =>
        Directory.EnumerateFiles(Path(table), "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private JsonElement Json(string name) => JsonDocument.Parse(File.ReadAllText(Path(name))).RootElement;

    private IEnumerable<JsonElement> Lines(string name) => File.ReadLines(Path(name)).Select(line => JsonDocument.Parse(line).RootElement);
}
