using System.CommandLine;
using System.Text.Json.Nodes;
using IntervenGen.Cli.Output;
using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen dataset split|plot</c>.</summary>
internal static class DatasetPlotCommands
{
    public static Command Split()
    {
        Argument<string> folder = new("dataset") { Description = "Dataset folder." };
        var output = new Option<string>("--out") { Description = "Folder of the part with about that fraction of the attempts.", Required = true };
        var rest = new Option<string>("--rest") { Description = "Folder of the other part.", Required = true };
        var fraction = new Option<double>("--fraction") { Description = "Between 0 and 1.", DefaultValueFactory = _ => 0.9 }.Within(0, 1);
        var seed = new Option<ulong>("--seed") { Description = "Of the choice.", DefaultValueFactory = _ => 1 };
        var command = new Command(
            "split", "Part a dataset in two by chance.\n\nExample:  igen dataset split igen.igen --fraction 0.9 --out train.igen --rest valid.igen");
        command.Arguments.Add(folder);
        foreach (Option option in (Option[])[output, rest, fraction, seed])
            command.Options.Add(option);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            if (Path.GetFullPath(parsed.GetValue(output)!) == Path.GetFullPath(parsed.GetValue(rest)!))
                throw new UsageException($"{output.Name} and {rest.Name} are both '{parsed.GetValue(rest)}'; two parts need two folders");
            using EpisodeStore store = EpisodeStore.Open(parsed.GetValue(folder)!);
            (int first, int other) = EpisodeStoreSplit.Split(
                store, parsed.GetValue(output)!, parsed.GetValue(rest)!, parsed.GetValue(fraction), parsed.GetValue(seed), cancellation);
            reporter.Result($"{first} episodes in '{parsed.GetValue(output)}', {other} in '{parsed.GetValue(rest)}'");
            reporter.Json(new JsonObject { ["out"] = parsed.GetValue(output), ["rest"] = parsed.GetValue(rest), ["out_episodes"] = first, ["rest_episodes"] = other });
            return Invocation.Done;
        }, Stopping.LeavesNothing);
    }

    public static Command Plot()
    {
        Argument<string> folder = new("dataset") { Description = "Dataset folder." };
        var output = new Option<string>("--out") { Description = "The picture, an SVG file.", Required = true };
        var command = new Command(
            "plot", "Draw what a dataset covers: true poses, beliefs, mistakes, lengths, modes over time, reasons.\n\nExample:  igen dataset plot igen.igen --out igen.svg");
        command.Arguments.Add(folder);
        command.Options.Add(output);
        Option<bool> overwrite = Outputs.OverwriteOption();
        command.Options.Add(overwrite);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            string path = parsed.GetValue(output)!;
            if (!path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
                throw new UsageException($"--out '{path}' must end in .svg");
            using EpisodeStore store = EpisodeStore.Open(parsed.GetValue(folder)!);
            reporter.Track("plotting", store.Count, update =>
            {
                DatasetPlot.Write(path, parsed.GetValue(overwrite), store, done => update(done, $"{done} of {store.Count} episodes"), cancellation);
                return true;
            });
            reporter.Result($"'{path}'");
            reporter.Json(new JsonObject { ["out"] = path, ["episodes"] = store.Count });
            return Invocation.Done;
        }, Stopping.LeavesNothing);
    }
}
