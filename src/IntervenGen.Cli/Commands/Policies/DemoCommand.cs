namespace IntervenGen.Cli.Commands.Policies;

/// <summary><c>igen demo</c>: the whole loop, from nothing to a measurably more robust policy.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var output = NewOption.Of<string>("--out", "Folder for all results.", "demo-out");
        Option<int> sources = Count("--sources", "Source demonstrations, and source interventions.", DemoSizes.Default.SourceEpisodes);
        Option<int> episodes = Count(
            "--episodes", "Generated demonstrations, and generated interventions.", DemoSizes.Default.GeneratedEpisodes);
        Option<int> steps = Count("--steps", "Gradient steps per policy.", DemoSizes.Default.GradientSteps);
        Option<int> hidden = Count("--hidden", "LSTM units per layer.", DemoSizes.Default.Hidden);
        Option<int> selection = Count("--selection-trials", "Rollouts that choose between checkpoints.", DemoSizes.Default.SelectionTrials);
        Option<int> trials = Count("--trials", "Held-out trials per policy.", DemoSizes.Default.Trials);
        Command command = common.AddTo(new Command(
            "demo",
            "Run the whole loop on one task: 10 demonstrations, MimicGen, base policy, 10 interventions, I-Gen, retrained policy, both " +
            "evaluated.\n" +
            "Continues where it was interrupted.\n\nExample:  igen demo --json"));
        command.With(output, sources, episodes, steps, hidden, selection, trials);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            var sizes = new DemoSizes(
                parsed.GetValue(sources), parsed.GetValue(episodes), parsed.GetValue(steps),
                parsed.GetValue(hidden), parsed.GetValue(selection), parsed.GetValue(trials));
            using Workspace workspace = common.Open(parsed);
            var request = new DemoRequest { Out = parsed.GetValue(output)!, Sizes = sizes, Seed = parsed.GetValue(common.Seed) };
            DemoResult result = workspace.RunDemo(request, reporter.Progress, cancellation);
            reporter.Result("");
            reporter.Result(
                $"base policy:  {result.BaseSuccess.Rate:P0} of {result.IgenSuccess.Trials} trials with wrong beliefs " +
                $"({result.BaseSuccessClean.Rate:P0} with true ones)");
            reporter.Result($"I-Gen policy: {result.IgenSuccess.Rate:P0} of the same trials");
            reporter.Result(
                $"{result.SourceInterventions} source interventions -> {result.Generated.Kept} in {result.GenerationSeconds:0.##} s; " +
                $"everything in {result.TotalSeconds:0.##} s; operator: {result.Generated.Operator}");
            string[] files = ["success.svg", "episode.mp4", "mistake.png", "recovery.png", "base.ckpt", "igen.ckpt"];
            files = [.. files.Where(name => File.Exists(Path.Combine(result.Folder, name))), "*.igen"];
            reporter.Result($"see {Path.GetFullPath(result.Folder)}: {string.Join(", ", files)}");
            reporter.Json(result.ToJson(workspace, request.Seed));
        }, Stopping.Resumes);
    }

    private static Option<int> Count(string name, string description, int value) =>
        NewOption.Of(name, description, value).AtLeast(1);
}
