using IntervenGen.Episodes;

namespace IntervenGen.Cli.Commands.Data;

/// <summary><c>igen dataset split|plot</c>.</summary>
internal static class DatasetPlotCommands
{
    public static Command Split()
    {
        Argument<string> folder = new("dataset") { Description = "Dataset folder." };
        var output = NewOption.Required<string>("--out", "Folder of the part that receives about --fraction of the attempts.");
        var rest = NewOption.Required<string>("--rest", "Folder of the other part.");
        var fraction = NewOption.Of<double>("--fraction", "Fraction of the attempts in the --out part.", 0.9).Within(0, 1);
        var seed = NewOption.Of<ulong>("--seed", "Seed of the random choice.", 1);
        var command = new Command(
            "split",
            "Split a dataset into two at random.\n\n" +
            "Example:  igen dataset split igen.igen --fraction 0.9 --out train.igen --rest valid.igen");
        command.With(folder, output, rest, fraction, seed);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            if (Path.GetFullPath(parsed.GetValue(output)!) == Path.GetFullPath(parsed.GetValue(rest)!))
                throw new UsageException($"{output.Name} and {rest.Name} are both '{parsed.GetValue(rest)}'; two parts need two folders");
            using EpisodeStore store = EpisodeStore.Open(parsed.GetValue(folder)!);
            (int first, int other) = EpisodeStoreSplit.Split(
                store, parsed.GetValue(output)!, parsed.GetValue(rest)!, parsed.GetValue(fraction), parsed.GetValue(seed), cancellation);
            reporter.Result($"{first} episodes in '{parsed.GetValue(output)}', {other} in '{parsed.GetValue(rest)}'");
            reporter.Json(new JsonObject
            {
                ["out"] = parsed.GetValue(output),
                ["rest"] = parsed.GetValue(rest),
                ["out_episodes"] = first,
                ["rest_episodes"] = other,
            });
        }, Stopping.LeavesNothing);
    }

    public static Command Plot()
    {
        Argument<string> folder = new("dataset") { Description = "Dataset folder." };
        var output = NewOption.Required<string>("--out", "The figure: FILE.svg or FILE.pdf.");
        var command = new Command(
            "plot", "Plot the coverage of a dataset: true poses, beliefs, mistakes, lengths, modes over time, reasons.\n\nExample:  igen " +
            "dataset plot igen.igen --out igen.svg");
        Option<bool> overwrite = NewOption.Overwrite();
        command.With(folder, output, overwrite);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            string path = parsed.GetValue(output)!;
            if (!Experiments.Plots.Figure.IsFigure(path))
                throw new UsageException($"--out '{path}' must end in .svg or .pdf");
            using EpisodeStore store = EpisodeStore.Open(parsed.GetValue(folder)!);
            reporter.Monitor.Track("plotting", store.Count, update =>
            {
                DatasetFigure.Write(
                    path, parsed.GetValue(overwrite), store, done => update(done, $"{done} of {store.Count} episodes"), cancellation);
                return true;
            });
            reporter.Show([$"'{path}'"], new JsonObject { ["out"] = path, ["episodes"] = store.Count });
        }, Stopping.LeavesNothing);
    }
}
