using IntervenGen.Learning.Policies;

namespace IntervenGen.Cli.Commands.Policies;

/// <summary><c>igen policy info|export</c>: what a policy is, and policies for other frameworks.</summary>
internal static class PolicyCommand
{
    public static Command Create() =>
        new Command("policy", "Show what a policy is, export it to other frameworks, or serve it.").With(
            Info(), Export(), PolicyServeCommand.Create());

    private static Command Info()
    {
        Argument<string> file = new("policy") { Description = "Policy, as in igen evaluate." };
        var command = new Command(
            "info",
            "Show a policy's network, what it observes and how that is normalised, its digest and what it was trained on.\n\n" +
            "Example:  igen policy info igen.ckpt").With(file);
        return command.WithBody((parsed, reporter) =>
        {
            string source = parsed.GetValue(file)!;
            PolicyDescription policy = PolicyFormats.Describe(source);
            reporter.Show(policy.ToLines(source), policy.ToJson(source));
        });
    }

    private static Command Export()
    {
        Argument<string> file = new("checkpoint") { Description = "Checkpoint of igen train." };
        var format = NewOption.Required<PolicyExportFormat>(
            "--to", "Robomimic (versions 0.2 to 0.5), Onnx (one step, with its normalisation) or Safetensors (igen takes it back).");
        var output = NewOption.Required<string>("--out", "The file.");
        Option<bool> overwrite = NewOption.Overwrite();
        var command = new Command(
            "export",
            "Write a policy as another framework's file.\n\nExample:  igen policy export igen.ckpt --to robomimic --out igen.pth")
            .With(file, format, output, overwrite);
        return command.WithBody((parsed, reporter) =>
        {
            PolicyExportResult result = PolicyExchange.Export(new PolicyExportRequest
            {
                Policy = parsed.GetValue(file)!,
                To = parsed.GetValue(format),
                Out = parsed.GetValue(output)!,
                Overwrite = parsed.GetValue(overwrite),
            });
            reporter.Result($"'{result.Path}': {result.To} policy of {result.Task}, {result.Bytes / 1e6:0.0} MB");
            reporter.Json(result.ToJson());
        });
    }
}
