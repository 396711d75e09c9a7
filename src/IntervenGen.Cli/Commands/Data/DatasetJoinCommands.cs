using IntervenGen.Episodes;
using IntervenGen.Episodes.Robomimic;

namespace IntervenGen.Cli.Commands.Data;

/// <summary><c>igen dataset merge|concat|repair</c>: one whole dataset of parts, of several, or of what is left of one.</summary>
internal static class DatasetJoinCommands
{
    // What replaying and training ask a manifest for.
    private static readonly string[] s_mustAgree =
        [EpisodeReplayer.RobotKey, EpisodeReplayer.SteppingKey, EpisodeReplayer.ObservabilityKey, EpisodeReplayer.ErrorKey,
        EpisodeReplayer.DropsKey, RobomimicReader.NotForTrainingKey];

    public static Command Merge()
    {
        var parts = new Argument<string[]>("parts") { Description = "The parts, in any order.", Arity = ArgumentArity.OneOrMore };
        var output = NewOption.Required<string>("--out", "Folder of the merged dataset.");
        var episodes = NewOption.Of<int?>("--episodes", "Number of episodes to keep, in attempt order; without it, all.").AtLeast(1);
        var command = new Command(
            "merge",
            "Join the parts of a divided run ('--part I/N'): the result is equal, byte for byte, to the undivided run.\n\n" +
            "Example:  igen dataset merge part1.igen part2.igen --episodes 5000 --out whole.igen");
        Option<bool> mix = new CommonOptions().MixArithmetic;
        command.With(parts, output, episodes, mix);
        return command.WithBody(
            (parsed, reporter, cancellation) => Report(reporter, parsed.GetValue(output)!, EpisodeStoreMerge.Merge(
                parsed.GetValue(parts)!, parsed.GetValue(output)!, parsed.GetValue(episodes), cancellation, parsed.GetValue(mix))),
            Stopping.LeavesNothing);
    }

    public static Command Concat()
    {
        var datasets = new Argument<string[]>("datasets")
        {
            Description = "The datasets, in the order of the result.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = NewOption.Required<string>("--out", "Folder of the concatenated dataset.");
        Option<bool> mix = new CommonOptions().MixArithmetic;
        var command = new Command(
            "concat",
            "Concatenate datasets of one task, such as several sessions, operators or seeds. The manifest lists each of them.\n\n" +
            "Example:  igen dataset concat monday.igen tuesday.igen --out week.igen");
        command.With(datasets, output, mix);
        return command.WithBody(
            (parsed, reporter, cancellation) => Report(reporter, parsed.GetValue(output)!, EpisodeStoreConcat.Concat(
                EpisodeReplayer.RequireOneRobot(parsed.GetValue(datasets)!), parsed.GetValue(output)!, s_mustAgree, parsed.GetValue(mix),
                cancellation)),
            Stopping.LeavesNothing);
    }

    public static Command Repair()
    {
        var folder = new Argument<string>("dataset") { Description = "The damaged dataset; it is not changed." };
        var output = NewOption.Required<string>("--out", "Folder for the intact part.");
        var beginning = NewOption.Of<bool>(
            "--beginning",
            "Only up to the first attempt that is not whole: the command that made the dataset then makes the rest again, to " +
            "the same bytes.");
        var command = new Command(
            "repair",
            "Save the intact part of a dataset that is truncated, partly overwritten, or has lost a file.\n\n" +
            "Example:  igen dataset repair igen.igen --out saved.igen");
        command.With(folder, output, beginning);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            string from = parsed.GetValue(folder)!, target = parsed.GetValue(output)!;
            StoreRepair? repair = EpisodeStoreRepair.Repair(from, target, parsed.GetValue(beginning), cancellation);
            if (repair is null)
            {
                reporter.Result($"'{from}' is whole: nothing to repair, and nothing was written");
                reporter.Json(new JsonObject { ["dataset"] = from, ["good"] = true });
                return ExitCode.Done;
            }

            foreach (StoreFault fault in repair.Faults.Take(10))
                reporter.Say($"  damaged: {fault}");
            reporter.Result($"{repair.Episodes} episodes from {repair.Attempts} whole attempts in '{target}'");
            reporter.Result(repair.IsResumable
                ? $"it is the beginning of the run: the command that made '{from}', with --out {target}, makes the rest again"
                : $"{repair.Lost} attempts between them are lost, so it is a dataset of its own; --beginning would save what comes " +
                    "before the first of them, to be gone on with");
            reporter.Json(StoreJson.Of(repair, target));
            return ExitCode.Done;
        }, Stopping.LeavesNothing);
    }

    private static int Report(Reporter reporter, string target, (int Kept, long Attempts, string Digest) whole)
    {
        reporter.Result($"{whole.Kept} episodes from {whole.Attempts} attempts in '{target}'");
        reporter.Result($"digest {whole.Digest}");
        reporter.Json(new JsonObject
        {
            ["out"] = target,
            ["episodes"] = whole.Kept,
            ["attempts"] = whole.Attempts,
            ["digest"] = whole.Digest,
        });
        return ExitCode.Done;
    }
}
