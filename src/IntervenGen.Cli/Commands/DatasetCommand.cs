using System.CommandLine;
using System.Text.Json.Nodes;
using IntervenGen.Cli.Workflows;
using IntervenGen.Episodes;
using IntervenGen.Generation;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen dataset info|verify|digest|merge|export|import|split|plot</c>.</summary>
internal static class DatasetCommand
{
    public static Command Create()
    {
        var command = new Command("dataset", "Look at a dataset, check it, or name it by its content.");
        command.Add(Info());
        command.Add(Verify());
        command.Add(Digest());
        command.Add(Merge());
        command.Add(DatasetExchangeCommands.Export());
        command.Add(DatasetExchangeCommands.Import());
        command.Add(DatasetPlotCommands.Split());
        command.Add(DatasetPlotCommands.Plot());
        return command;
    }

    private static Argument<string> Folder() => new("dataset") { Description = "Dataset folder." };

    private static Command Info()
    {
        Argument<string> folder = Folder();
        var command = new Command("info", "What a dataset holds and where it comes from.\n\nExample:  igen dataset info igen.igen");
        command.Arguments.Add(folder);
        return command.WithBody((parsed, reporter) =>
        {
            using EpisodeStore store = EpisodeStore.Open(parsed.GetValue(folder)!);
            StoreManifest manifest = store.Manifest;
            var report = new RunReport();
            for (int i = 0; i < store.AttemptCount; i++)
                report.Add(store.Attempt(i));
            int[] lengths = [.. Enumerable.Range(0, store.Count).Select(store.StepsOf)];
            JsonObject reasons = AttemptWorkflow.Reasons(report);
            double bytes = store.StepCount * (double)store.Layout.Stride;
            reporter.Result($"{store.Folder}: {manifest.Kind} of {manifest.Task}, operator: {(manifest.Operator.Length > 0 ? manifest.Operator : "none")}, {(manifest.IsComplete ? "complete" : "not complete: the same command continues it")}");
            reporter.Result($"  {store.Count} episodes, {store.StepCount} steps of {store.Layout.Stride} bytes ({bytes / 1e6:0.0} MB), {store.ShardCount} shards, length {(lengths.Length > 0 ? $"{lengths.Min()} to {lengths.Max()}, mean {lengths.Average():0.0}" : "none")}");
            reporter.Result($"  {store.AttemptCount} attempts: {reasons.ToJsonString()}");
            reporter.Result($"  seed {manifest.Seed}, model {manifest.ModelHash}, IntervenGen {manifest.Versions.IntervenGen}, MuJoCo {manifest.Versions.MuJoCo}, operator time {manifest.OperatorSeconds:0.0} s");
            if (store.RecoveredTail is { } tail)
                reporter.Result($"  {tail}");
            reporter.Json(new JsonObject
            {
                ["dataset"] = store.Folder,
                ["task"] = manifest.Task,
                ["kind"] = manifest.Kind,
                ["operator"] = manifest.Operator,
                ["complete"] = manifest.IsComplete,
                ["episodes"] = store.Count,
                ["attempts"] = store.AttemptCount,
                ["steps"] = store.StepCount,
                ["bytes_per_step"] = store.Layout.Stride,
                ["shards"] = store.ShardCount,
                ["seed"] = manifest.Seed,
                ["operator_seconds"] = manifest.OperatorSeconds,
                ["model_hash"] = manifest.ModelHash,
                ["mujoco"] = manifest.Versions.MuJoCo,
                ["reasons"] = reasons,
                ["config"] = manifest.Config.DeepClone(),
            });
            return Invocation.Done;
        });
    }

    private static Command Verify()
    {
        Argument<string> folder = Folder();
        var command = new Command("verify", "Read everything and check every hash; exit code 1 if anything is damaged.\n\nExample:  igen dataset verify igen.igen");
        command.Arguments.Add(folder);
        return command.WithBody((parsed, reporter) =>
        {
            StoreVerification result = EpisodeStoreVerifier.Verify(parsed.GetValue(folder)!);
            string lead = "igen: ";
            foreach (StoreFault fault in result.Faults.Take(10))
            {
                reporter.Say($"{lead}{fault.ToString()}");
                lead = "  also ";
            }

            reporter.Result(result.IsGood
                ? $"{parsed.GetValue(folder)}: {result.GoodBlocks} blocks, all good"
                : $"{parsed.GetValue(folder)}: {result.GoodBlocks} good and {result.BadBlocks} damaged blocks, {result.Faults.Count} faults");
            reporter.Json(new JsonObject
            {
                ["dataset"] = parsed.GetValue(folder),
                ["good"] = result.IsGood,
                ["good_blocks"] = result.GoodBlocks,
                ["bad_blocks"] = result.BadBlocks,
                ["faults"] = new JsonArray([.. result.Faults.Take(100).Select(fault => (JsonNode)fault.ToString())]),
            });
            return result.IsGood ? Invocation.Done : Invocation.Failed;
        });
    }

    private static Command Merge()
    {
        var parts = new Argument<string[]>("parts") { Description = "The parts, in any order.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out") { Description = "Where the whole goes.", Required = true };
        var episodes = new Option<int?>("--episodes")
        {
            Description = "Episodes to keep, the first in attempt order; all otherwise.",
        }.AtLeast(1);
        var command = new Command(
            "merge",
            "Join the parts of a divided run ('--part I/N'): the result is equal, byte for byte, to the undivided run.\n\n" +
            "Example:  igen dataset merge part1.igen part2.igen --episodes 5000 --out whole.igen");
        command.Arguments.Add(parts);
        command.Options.Add(output);
        command.Options.Add(episodes);
        Option<bool> mix = new CommonOptions().MixArithmetic;
        command.Options.Add(mix);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            string target = parsed.GetValue(output)!;
            (int kept, long attempts, string digest) = EpisodeStoreMerge.Merge(
                parsed.GetValue(parts)!, target, parsed.GetValue(episodes), cancellation, parsed.GetValue(mix));
            reporter.Result($"{kept} episodes from {attempts} attempts in '{target}'");
            reporter.Result($"digest {digest}");
            reporter.Json(new JsonObject { ["out"] = target, ["episodes"] = kept, ["attempts"] = attempts, ["digest"] = digest });
            return Invocation.Done;
        }, Stopping.LeavesNothing);
    }

    private static Command Digest()
    {
        Argument<string> folder = Folder();
        var command = new Command("digest", "One hash over the content of all episodes; equal content has an equal digest.\n\nExample:  igen dataset digest igen.igen");
        command.Arguments.Add(folder);
        return command.WithBody((parsed, reporter) =>
        {
            using EpisodeStore store = EpisodeStore.Open(parsed.GetValue(folder)!);
            string digest = store.ComputeDigest();
            reporter.Result(digest);
            reporter.Json(new JsonObject { ["dataset"] = store.Folder, ["digest"] = digest, ["episodes"] = store.Count });
            return Invocation.Done;
        });
    }
}
