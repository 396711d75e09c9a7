using System.CommandLine;
using System.Text.Json.Nodes;
using IntervenGen.Cli.Workflows;
using IntervenGen.Learning;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen demo</c>: the whole loop, from nothing to a measurably more robust policy.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var output = new Option<string>("--out") { Description = "Folder for everything it makes.", DefaultValueFactory = _ => "demo-out" };
        Option<int> sources = Count("--sources", "Source demonstrations, and source interventions.", 10);
        Option<int> episodes = Count("--episodes", "Generated demonstrations, and generated interventions.", 1000);
        Option<int> steps = Count("--steps", "Gradient steps per policy.", PolicyConfig.Demo.GradientSteps);
        Option<int> hidden = Count("--hidden", "LSTM units per layer.", PolicyConfig.Demo.Hidden);
        Option<int> selection = Count("--selection-trials", "Rollouts that choose between checkpoints.", 40);
        Option<int> trials = Count("--trials", "Held-out trials per policy.", 100);
        Command command = common.AddTo(new Command(
            "demo",
            "The whole loop on one task: 10 demonstrations, MimicGen, base policy, 10 interventions, I-Gen, retrained policy, both measured.\n" +
            "Continues where it was interrupted.\n\nExample:  igen demo --json"));
        foreach (Option option in (Option[])[output, sources, episodes, steps, hidden, selection, trials])
            command.Options.Add(option);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            var sizes = new DemoSizes(
                parsed.GetValue(sources), parsed.GetValue(episodes), parsed.GetValue(steps),
                parsed.GetValue(hidden), parsed.GetValue(selection), parsed.GetValue(trials));
            using Workspace workspace = common.Open(parsed);
            JsonObject result = new DemoWorkflow(
                workspace, reporter, parsed.GetValue(output)!, parsed.GetValue(common.Seed), sizes, cancellation).Run();
            reporter.Result("");
            reporter.Result($"base policy:  {(double)result["base_success"]!:P0} of {result["trials"]} trials with wrong beliefs ({(double)result["base_success_clean"]!:P0} with true ones)");
            reporter.Result($"I-Gen policy: {(double)result["igen_success"]!:P0} of the same trials");
            reporter.Result($"{result["source_interventions"]} source interventions -> {result["generated_interventions"]} in {result["generation_seconds"]} s; everything in {result["total_seconds"]} s; operator: {result["operator"]}");
            reporter.Result($"see {result["out"]}: success.svg, episode.mp4, mistake.png, recovery.png, base.ckpt, igen.ckpt, *.igen");
            reporter.Json(result);
            return Invocation.Done;
        }, Stopping.Resumes);
    }

    private static Option<int> Count(string name, string description, int value) =>
        new Option<int>(name) { Description = description, DefaultValueFactory = _ => value }.AtLeast(1);
}
