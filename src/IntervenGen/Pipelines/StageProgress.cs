using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace IntervenGen;

/// <summary>Notes how far a stage is in a file, for <c>igen status</c> on any machine that shares the folder.</summary>
/// <remarks>The file is <c>progress/NAME.json</c>, replaced as a whole. A disk that takes no more ends no run.</remarks>
internal sealed class StageProgress : IProgress<RunProgress>
{
    /// <summary>Folder of these files inside a run's.</summary>
    public const string Folder = "progress";

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    private readonly string _file, _stage, _title;
    private readonly IProgress<RunProgress>? _watcher;
    private readonly DateTime _started = DateTime.UtcNow;
    private readonly Stopwatch _since = new();
    private double? _first;

    public StageProgress(string root, string stage, string title, IProgress<RunProgress>? watcher)
    {
        _file = Path.Combine(root, Folder, stage + ".json");
        _stage = stage;
        _title = title;
        _watcher = watcher;
    }

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        _watcher?.Report(value);
        if (value.Kind == RunProgressKind.Note || (value.Kind == RunProgressKind.Step && _since.IsRunning && _since.Elapsed < s_interval))
            return;
        if (value.Kind == RunProgressKind.Step)
            _first ??= value.Done;
        _since.Restart();
        string state = value.Kind == RunProgressKind.Ended ? value.Done >= value.Total ? "done" : "stopped" : "running";
        Write(new JsonObject
        {
            ["stage"] = _stage,
            ["title"] = _title,
            ["state"] = state,
            ["done"] = value.Done,
            ["total"] = value.Total,
            ["first"] = _first ?? 0,
            ["words"] = value.Words,
            ["node"] = Environment.MachineName,
            ["process"] = Environment.ProcessId,
            ["started"] = Stamp(_started),
            ["updated"] = Stamp(DateTime.UtcNow),
        });
    }

    private static string Stamp(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private void Write(JsonObject json)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
            string fresh = _file + ".new";
            File.WriteAllText(fresh, json.ToJsonString() + "\n");
            File.Move(fresh, _file, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What cannot be noted is not seen by others; the work goes on.
        }
    }
}
