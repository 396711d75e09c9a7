using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>Makes a table of tasks: operator, generation, and the policies before and after it, each under wrong beliefs.</summary>
/// <remarks>
/// Each task has a folder of its own in the cache, under a key of the task's content and of all settings: a run that was stopped
/// continues, and a task that was changed begins anew. Table and pictures say nothing of machine or time: the same request gives the
/// same table.
/// </remarks>
public static class TaskTableRun
{
    private const int PictureRows = 1, PictureWidth = 320, Scenes = 1000;

    /// <summary>Measures every task and writes the table.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="progress">Receives progress reports; null for none.</param>
    /// <param name="cancellation">Stops between control steps; what is finished is kept.</param>
    /// <exception cref="UsageException">A task cannot be used, or the folder holds the table of another run.</exception>
    /// <exception cref="IntervenGenException">A stage kept too few episodes.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static TaskTable Run(
        TaskTableRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        var monitor = new RunMonitor(progress);
        OutputFolder.Ensure(request.Out);
        string json = Path.Combine(request.Out, "table.json"), text = Path.Combine(request.Out, "table.md");
        var run = TaskTableText.RunOf(request);
        if (!request.Overwrite)
            RequireOwn(json, text, run);
        var rows = new List<TaskTableRow>();
        foreach (string task in request.Tasks)
        {
            rows.Add(Measure(request, task, monitor, cancellation));
            // After every task: what there is can be looked at, and a later task that fails takes nothing away.
            OutputFile.Write(json, TaskTableText.ToJson(run, rows), overwrite: true);
            OutputFile.Write(text, TaskTableText.ToMarkdown(request, rows), overwrite: true);
        }

        return new TaskTable(rows, request.Out);
    }

    private static TaskTableRow Measure(TaskTableRequest request, string task, RunMonitor monitor, CancellationToken cancellation)
    {
        using var workspace = Workspace.Open(new WorkspaceOptions { Task = task, Workers = request.Workers });
        TaskSpec spec = workspace.Spec;
        monitor.Say($"{spec.Name}: {spec.Summary}");
        string folder = Path.Combine(request.Cache ?? Path.Combine(request.Out, "cache"), $"{spec.Name}-{KeyOf(spec, request)}");
        OutputFolder.Ensure(folder);
        JsonObject op = OperatorOf(request, task, spec.Name, folder, monitor, cancellation);
        DemoResult demo = workspace.RunDemo(
            new DemoRequest { Out = folder, Sizes = request.Sizes, Seed = request.Seed }, monitor.Watcher, cancellation);
        return new TaskTableRow(
            spec.Name, spec.Summary, new SuccessInterval((int)op["operator_successes"]!, (int)op["episodes"]!),
            new SuccessInterval((int)op["recoveries"]!, (int)op["mistakes"]!), demo.BaseSuccessClean, demo.BaseSuccess,
            demo.SourceInterventions, new SuccessInterval(demo.Generated.Kept, (int)demo.Generated.Attempts), demo.IgenSuccess,
            demo.Generated.Digest);
    }

    // The check's numbers, kept beside the demo's results.
    private static JsonObject OperatorOf(
        TaskTableRequest request, string task, string name, string folder, RunMonitor monitor, CancellationToken cancellation)
    {
        string record = Path.Combine(folder, "check.json"), picture = Path.Combine(request.Out, name + ".png");
        if (File.Exists(record) && File.Exists(picture))
            return StrictJson.ParseObject(File.ReadAllText(record));
        var asked = new TaskCheckRequest
        {
            Task = task,
            Scenes = Scenes,
            Episodes = request.OperatorEpisodes,
            Seed = request.Seed,
            Picture = picture,
            PictureRows = PictureRows,
            PictureWidth = PictureWidth,
            Overwrite = true,
        };
        TaskCheckResult result;
        try
        {
            result = TaskCheckRun.Check(asked, monitor.Watcher, cancellation);
        }
        catch (NativeException exception)
        {
            // Numbers do not depend on pictures: a machine without OpenGL still gets its table, and is told.
            monitor.Say($"  no picture: {exception.Message}");
            result = TaskCheckRun.Check(asked with { Picture = null }, monitor.Watcher, cancellation);
        }

        if (!result.IsUsable)
            throw new UsageException($"task '{name}' is not usable: {string.Join("; ", result.Faults)}");
        JsonObject json = result.ToJson();
        OutputFile.Write(record, json.ToJsonString(), overwrite: true);
        return json;
    }

    private static string KeyOf(TaskSpec spec, TaskTableRequest request)
    {
        string content = string.Join(
            '\n', spec.ModelHash, spec.Source?.Hash, Workspace.Version, Workspace.Versions.MuJoCo, JsonSerializer.Serialize(request.Sizes),
            request.OperatorEpisodes, request.Seed);
        return XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(content)).ToString("x16", CultureInfo.InvariantCulture);
    }

    private static void RequireOwn(string json, string text, JsonObject run)
    {
        if (!File.Exists(json))
        {
            OutputFile.Check(text, overwrite: false);
            return;
        }

        JsonNode? there = null;
        try
        {
            there = StrictJson.ParseObject(File.ReadAllText(json))["run"];
        }
        catch (JsonException)
        {
            // Not a table: refused below.
        }

        if (!JsonNode.DeepEquals(there, run))
            throw new UsageException(
                $"'{json}' is the table of another run; add --overwrite to replace it, or choose another --out");
    }
}
