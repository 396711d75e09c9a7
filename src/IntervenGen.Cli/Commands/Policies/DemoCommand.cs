namespace IntervenGen.Cli.Commands.Policies;

/// <summary><c>igen demo</c>: the whole loop, from nothing to a measurably more robust policy.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var output = NewOption.Of<string>("--out", "Folder for all results.", "demo-out");
        var sizes = new DemoOptions(DemoSizes.Default);
        Command command = common.AddTo(new Command(
            "demo",
            "Run the whole loop on one task: 10 demonstrations, MimicGen, base policy, 10 interventions, I-Gen, retrained policy, both " +
            "evaluated.\n" +
            "Continues where it was interrupted.\n\nExample:  igen demo --json"));
        command.With(output).With(sizes.All);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            using Workspace workspace = common.Open(parsed);
            var request = new DemoRequest { Out = parsed.GetValue(output)!, Sizes = sizes.Of(parsed), Seed = parsed.GetValue(common.Seed) };
            DemoResult result = workspace.RunDemo(request, reporter.Progress, cancellation);
            reporter.Show(result.ToLines(), result.ToJson(workspace, request.Seed));
        }, Stopping.Resumes);
    }
}

/// <summary>The options for the sizes of a run of the whole loop.</summary>
internal sealed class DemoOptions(DemoSizes usual)
{
    public Option<int>[] All { get; } =
    [
        NewOption.Of("--sources", "Source demonstrations, and source interventions.", usual.SourceEpisodes).AtLeast(1),
        NewOption.Of("--episodes", "Generated demonstrations, and generated interventions.", usual.GeneratedEpisodes).AtLeast(1),
        NewOption.Of("--steps", "Gradient steps per policy.", usual.GradientSteps).AtLeast(1),
        NewOption.Of("--hidden", "LSTM units per layer.", usual.Hidden).AtLeast(1),
        NewOption.Of("--selection-trials", "Rollouts that choose between checkpoints.", usual.SelectionTrials).AtLeast(1),
        NewOption.Of("--trials", "Held-out trials per policy.", usual.Trials).AtLeast(1),
    ];

    public DemoSizes Of(ParseResult parsed)
    {
        int[] of = [.. All.Select(parsed.GetValue)];
        return new DemoSizes(of[0], of[1], of[2], of[3], of[4], of[5]);
    }
}
