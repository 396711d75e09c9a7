using System.Text.Json.Nodes;

namespace IntervenGen.Cli.Workflows;

/// <summary>Notes a training's losses and rollouts beside its result, one JSON object a line, for whoever watches it go on.</summary>
internal sealed class TrainingCurve(string checkpoint)
{
    private readonly string _file = checkpoint + ".curve";

    public void Loss(long step, double loss) => Add(new JsonObject { ["step"] = step, ["loss"] = Math.Round(loss, 4) });

    public void Success(long step, double success, int trials) => Add(new JsonObject { ["step"] = step, ["success"] = success, ["trials"] = trials });

    private void Add(JsonObject point) => File.AppendAllText(_file, point.ToJsonString() + "\n");
}
