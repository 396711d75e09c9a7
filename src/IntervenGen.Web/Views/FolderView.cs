using System.Globalization;
using System.Text.Json;
using IntervenGen.Episodes;
using IntervenGen.Web.Serving;

namespace IntervenGen.Web.Views;

/// <summary>What an opened folder holds: datasets, results, and curves of trainings, also while a run adds to them.</summary>
/// <remarks>
/// The page asks every two seconds, so a file that has not changed is not read again. One caller at a time.
/// </remarks>
internal sealed class FolderView(FolderScope scope, bool isDriven)
{
    private const int MaxDepth = 3, MaxEntries = 20_000, MaxFiles = 1000, MaxFaults = 50;

    private Dictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>The folder as JSON.</summary>
    public byte[] Read(CancellationToken gone)
    {
        Findings found = Find(gone);
        // What is gone is forgotten.
        _known = found.Files;
        return JsonBytes.Of(json => Write(json, found));
    }

    /// <summary>The folder's datasets in numbers, as JSON.</summary>
    public byte[] ReadDatasets(CancellationToken gone)
    {
        Findings found = Find(gone);
        return JsonBytes.Of(json =>
        {
            json.WriteStartArray();
            foreach (string folder in found.Datasets)
            {
                gone.ThrowIfCancellationRequested();
                DatasetRow.Write(json, scope, folder);
            }

            json.WriteEndArray();
        });
    }

    private Findings Find(CancellationToken gone)
    {
        var found = new Findings();
        if (EpisodeStore.Exists(scope.Root))
            found.Datasets.Add(scope.Root);
        else
            Visit(scope.Root, 0, found, gone);
        return found;
    }

    private void Visit(string folder, int depth, Findings found, CancellationToken gone)
    {
        try
        {
            IEnumerable<FileSystemInfo> entries = new DirectoryInfo(folder).EnumerateFileSystemInfos();
            foreach (FileSystemInfo entry in entries.Take(MaxEntries + 1).OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                gone.ThrowIfCancellationRequested();
                if (++found.Entries > MaxEntries)
                {
                    found.Add(scope.Relative(folder), $"the opened folder holds more than {MaxEntries} files; the rest is left out");
                    return;
                }

                // A link may lead out of the folder, or to what is listed anyway.
                if (entry.LinkTarget is null)
                    Look(entry, depth, found, gone);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            found.Add(scope.Relative(folder), exception.Message);
        }
    }

    private void Look(FileSystemInfo entry, int depth, Findings found, CancellationToken gone)
    {
        if (entry is DirectoryInfo below)
        {
            if (EpisodeStore.Exists(below.FullName))
                found.Datasets.Add(below.FullName);
            else if (depth < MaxDepth)
                Visit(below.FullName, depth + 1, found, gone);
            return;
        }

        if (!ResultFile.IsOne(entry.Name))
            return;
        if (found.Files.Count >= MaxFiles)
        {
            found.Add(scope.Relative(entry.FullName), $"is left out: there are more than {MaxFiles} results and curves");
            return;
        }

        // Bytes that are no UTF-8 have become this character, and the name no longer names the file.
        if (entry.Name.Contains('\uFFFD', StringComparison.Ordinal))
        {
            found.Add(scope.Relative(entry.FullName), "has a name that is no text");
            return;
        }

        var file = (FileInfo)entry;
        // A run renames and removes what it has made.
        if (!file.Exists)
            return;
        if (!_known.TryGetValue(file.FullName, out Known? known) || known.Length != file.Length || known.Stamp != file.LastWriteTimeUtc)
            known = new Known(file.Length, file.LastWriteTimeUtc, ResultFile.Read(scope, file.FullName));
        found.Files[file.FullName] = known;
        if (known.Content.Fault is { } fault)
            found.Add(scope.Relative(file.FullName), fault);
    }

    private void Write(Utf8JsonWriter json, Findings found)
    {
        json.WriteStartObject();
        json.WriteString("folder", Path.GetFileName(scope.Root));
        json.WriteBoolean("driven", isDriven);
        json.WriteStartArray("datasets");
        foreach (string folder in found.Datasets)
        {
            json.WriteStartObject();
            DatasetRow.WriteName(json, scope, folder);
            // The page asks for a dataset again only when its stamp is another one.
            json.WriteString("stamp", DatasetCache.StampOf(folder).Ticks.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("results");
        foreach (ResultRow row in found.Files.Values.SelectMany(file => file.Content.Rows))
            Write(json, row);
        json.WriteEndArray();
        json.WriteStartArray("stages");
        foreach (StageStatus stage in RunStatus.TryRead(scope.Root) ?? [])
            Write(json, stage);
        json.WriteEndArray();
        json.WriteStartArray("curves");
        foreach ((string full, Known file) in found.Files)
        {
            if (file.Content.Curve is { } points)
                WriteCurve(json, scope.Relative(full), points);
        }

        json.WriteEndArray();
        json.WriteStartArray("faults");
        foreach ((string path, string error) in found.Faults)
        {
            json.WriteStartObject();
            json.WriteString("path", path);
            json.WriteString("error", scope.Hide(error));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("faultsInAll", found.FaultCount);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, in ResultRow row)
    {
        json.WriteStartObject();
        json.WriteString("name", row.Name);
        json.WriteNumber("success", row.Success);
        json.WriteNumber("low", row.Low);
        json.WritePropertyName("high");
        json.WriteFinite(row.High ?? double.NaN);
        json.WriteNumber("trials", row.Trials);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StageStatus stage)
    {
        json.WriteStartObject();
        json.WriteString("name", stage.Name);
        json.WriteString("title", stage.Title);
        json.WriteString("state", stage.State.ToString().ToLowerInvariant());
        json.WriteNumber("done", stage.Done);
        json.WriteNumber("total", stage.Total);
        json.WriteString("words", stage.Words);
        json.WriteEndObject();
    }

    private static void WriteCurve(Utf8JsonWriter json, string path, byte[] points)
    {
        json.WriteStartObject();
        json.WriteString("path", path);
        json.WriteString("name", path[..^ResultFile.CurveEnding.Length]);
        json.WritePropertyName("points");
        json.WriteRawValue(points, skipInputValidation: true);
        json.WriteEndObject();
    }

    private sealed record Known(long Length, DateTime Stamp, ResultFile Content);

    private sealed class Findings
    {
        public List<string> Datasets { get; } = [];

        public Dictionary<string, Known> Files { get; } = new(StringComparer.Ordinal);

        public List<(string Path, string Error)> Faults { get; } = [];

        public int Entries { get; set; }

        public int FaultCount { get; private set; }

        public void Add(string path, string error)
        {
            if (FaultCount++ < MaxFaults)
                Faults.Add((path, error));
        }
    }
}
