using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen;

/// <summary>Records the losses and rollouts of a training beside its checkpoint, one JSON object per line, for live display.</summary>
/// <remarks>A resumed training keeps the points up to its first new step and repeats none.</remarks>
internal sealed class TrainingCurve
{
    private readonly string _file;
    private readonly HashSet<(string Kind, long Step)> _points = [];

    /// <summary>Opens the curve of a training.</summary>
    /// <param name="checkpoint">Path of the training's checkpoint.</param>
    /// <param name="step">Number of gradient steps done: points that an interrupted run recorded beyond them are removed.</param>
    public TrainingCurve(string checkpoint, long step)
    {
        _file = checkpoint + ".curve";
        string[] lines = File.Exists(_file) ? [.. File.ReadLines(_file).Where(line => Keep(line, step))] : [];
        OutputFile.Write(_file, string.Concat(lines.Select(line => line + "\n")), overwrite: true);
    }

    public void Loss(long step, double loss) => Add("loss", step, new JsonObject { ["step"] = step, ["loss"] = Math.Round(loss, 4) });

    public void Success(long step, double success, int trials) =>
        Add("success", step, new JsonObject { ["step"] = step, ["success"] = success, ["trials"] = trials });

    public void Validation(long step, double loss) =>
        Add("validation", step, new JsonObject { ["step"] = step, ["validation"] = Math.Round(loss, 4) });

    private void Add(string kind, long step, JsonObject point)
    {
        if (_points.Add((kind, step)))
            File.AppendAllText(_file, point.ToJsonString() + "\n");
    }

    // A line that a killed process left half written is no point.
    private bool Keep(string line, long step)
    {
        try
        {
            JsonObject point = StrictJson.ParseObject(line);
            long at = (long)point["step"]!;
            string kind = point.ContainsKey("success") ? "success" : point.ContainsKey("validation") ? "validation" : "loss";
            return at <= step && _points.Add((kind, at));
        }
        catch (Exception exception) when (
            exception is JsonException or InvalidOperationException or FormatException or NullReferenceException)
        {
            return false;
        }
    }
}
