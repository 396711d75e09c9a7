using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Experiments;
using IntervenGen.Experiments.Plots;

namespace IntervenGen;

/// <summary>The reports of a run of experiments: JSON, a plot and text for each, in one folder.</summary>
/// <remarks>
/// Their places are claimed before the work. The same command goes on and rewrites its own reports; those of another run are
/// refused, unless they are to be replaced. The JSON, which says whose they are, comes first.
/// </remarks>
internal sealed class ExperimentReports : IDisposable
{
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true };

    private readonly string _folder;
    private readonly ExperimentProfile _profile;
    private readonly ExperimentSelection _selection;
    private readonly Dictionary<string, OutputFile> _claimed = [];

    /// <summary>Reserves the paths of the reports.</summary>
    /// <exception cref="UsageException">A path holds another run's report, or another process writes to it.</exception>
    public ExperimentReports(
        string folder, ExperimentProfile profile, ExperimentSelection selection, IReadOnlyList<Experiment> experiments, bool overwrite)
    {
        _folder = folder;
        _profile = profile;
        _selection = selection;
        try
        {
            foreach (Experiment experiment in experiments)
            {
                if (!overwrite)
                    RequireOwn(experiment);
                _claimed.Add(experiment.Name, OutputFile.Create(PathOf(experiment, ".json"), overwrite: true));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Path of one experiment's report.</summary>
    public string PathOf(Experiment experiment, string ending) => Path.Combine(_folder, experiment.Name + ending);

    /// <summary>Writes the reports of one experiment.</summary>
    /// <returns>The report as JSON.</returns>
    public JsonObject Write(ExperimentResult result, JsonObject machine, string machineLine)
    {
        Experiment experiment = result.Experiment;
        string command = _profile.CommandLine(experiment.Name, _selection);
        JsonObject json = result.ToJson();
        json["command"] = command;
        json["profile"] = JsonSerializer.SerializeToNode(_profile);
        json["machine"] = machine;
        OutputFile file = _claimed[experiment.Name];
        file.Stream.Write(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString(s_readable) + "\n"));
        file.Complete();
        Figure figure = TableFigure.Draw(json);
        figure.Write(PathOf(experiment, ".svg"), overwrite: true);
        figure.Write(PathOf(experiment, ".pdf"), overwrite: true);
        string text = MarkdownReport.Write(result, _profile, command, machineLine, experiment.Name + ".svg");
        OutputFile.Write(PathOf(experiment, ".md"), text, overwrite: true);
        return json;
    }

    public void Dispose()
    {
        foreach (OutputFile file in _claimed.Values)
            file.Dispose();
    }

    private void RequireOwn(Experiment experiment)
    {
        string path = PathOf(experiment, ".json");
        if (!File.Exists(path))
        {
            // Text or a plot alone may be anybody's.
            foreach (string ending in (string[])[".md", ".svg", ".pdf"])
                OutputFile.Check(PathOf(experiment, ending), overwrite: false);
            return;
        }

        string command = _profile.CommandLine(experiment.Name, _selection);
        if (Otherwise(path, command) is { } other)
        {
            throw new UsageException(
                $"'{path}' is the report of another run, {other}, and not of '{command}'; " +
                "add --overwrite to replace it, or choose another folder");
        }
    }

    // What else the report there is of; null where it is this run's. A profile may have gained settings since it was written.
    private string? Otherwise(string path, string command)
    {
        try
        {
            JsonObject report = StrictJson.ParseObject(File.ReadAllText(path));
            if (report["command"] is not JsonValue value || !value.TryGetValue(out string? other))
                return "of no known command";
            if (other != command)
                return $"'{other}'";
            var here = (JsonObject)JsonSerializer.SerializeToNode(_profile)!;
            foreach ((string key, JsonNode? there) in report["profile"] as JsonObject ?? [])
            {
                if (here.ContainsKey(key) && there?.ToJsonString() != here[key]?.ToJsonString())
                    return $"with {key} {there?.ToJsonString()} instead of {here[key]?.ToJsonString()}";
            }

            return null;
        }
        catch (JsonException)
        {
            return "not readable";
        }
    }
}
