using System.CommandLine;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Learning;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen train</c>: a policy from datasets.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var data = new Option<string[]>("--data")
        {
            Description = "Datasets to train on with all their steps.",
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => [],
        };
        var recovery = new Option<string[]>("--recovery")
        {
            Description = "Datasets to train on with their recovery steps only (interventions).",
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => [],
        };
        var anyData = new Option<bool>("--any-data") { Description = "Learn also from imports that were said to be sources alone." };
        var weighted = new Option<bool>("--weighted") { Description = "Sample every dataset equally often, whatever its size." };
        var profile = new Option<string>("--profile")
        {
            Description = "demo (small, for a CPU) or robomimic (2 x 400 units, 200,000 gradient steps).",
            DefaultValueFactory = _ => "demo",
        };
        profile.AcceptOnlyFromAmong("demo", "robomimic");
        var learning = new LearningOptions();
        var init = new Option<string?>("--init") { Description = "Checkpoint to start from instead of new weights; of the same network." };
        var valid = new Option<double>("--valid-fraction")
        {
            Description = "Share of every dataset's episodes that is not learned from; the loss on them is reported beside the training loss. 0 learns from all.",
        }.Within(0, 0.9);
        var device = new Option<string>("--device") { Description = "cpu or cuda.", DefaultValueFactory = _ => "cpu" };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads of a gradient step.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        }.AtLeast(1);
        var selection = new Option<int>("--selection-trials")
        {
            Description = "Rollouts that choose between checkpoints; 0 takes the last.",
            DefaultValueFactory = _ => 40,
        }.AtLeast(0);
        var clean = new Option<bool>("--clean-selection") { Description = "Choose checkpoints by rollouts with true beliefs." };
        Command command = common.AddTo(new Command(
            "train",
            "Train a BC-RNN-GMM policy; the best checkpoint by rollouts is kept. Continues where it was interrupted.\n\n" +
            "Example:  igen train --data base.igen --recovery igen.igen --out igen.ckpt"));
        foreach (Option option in (Option[])
            [common.Out, data, recovery, weighted, anyData, profile, .. learning.All, init, valid, device, threads, selection, clean, common.MixArithmetic])
            command.Options.Add(option);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            TrainingInput[] inputs =
            [
                .. parsed.GetValue(data)!.Select(folder => new TrainingInput(folder, SegmentFilter.All, 1)),
                .. parsed.GetValue(recovery)!.Select(folder => new TrainingInput(folder, SegmentFilter.Recovery, 1)),
            ];
            if (inputs.Length == 0)
                throw new UsageException("no dataset given; use --data DIR and --recovery DIR");
            PolicyConfig config = parsed.GetValue(profile) == "robomimic" ? PolicyConfig.Robomimic : PolicyConfig.Demo;
            config = learning.Of(parsed, config) with
            {
                Device = parsed.GetValue(device)!,
                Threads = parsed.GetValue(threads),
                Sampling = parsed.GetValue(weighted) ? WindowSampling.Weighted : WindowSampling.Uniform,
                Seed = parsed.GetValue(common.Seed),
            };
            config.Validate();
            int trials = parsed.GetValue(selection);
            using Workspace workspace = common.Open(parsed, () => InputTask.OfDataset(inputs[0].Folder));
            var request = new TrainRequest
            {
                Out = parsed.GetValue(common.Out)!,
                Data = inputs,
                Config = config,
                Selection = new CheckpointSelection(trials, 3, !parsed.GetValue(clean)),
                Seed = parsed.GetValue(common.Seed),
                Init = parsed.GetValue(init),
                ValidFraction = parsed.GetValue(valid),
                AnyData = parsed.GetValue(anyData),
                MixArithmetic = parsed.GetValue(common.MixArithmetic),
            };
            TrainingResult outcome = workspace.Train(request, reporter.Progress, cancellation);
            reporter.Result($"'{outcome.Path}': gradient step {outcome.Step}, loss {outcome.Loss:0.000}{(outcome.ValidationLoss is { } held ? $" ({held:0.000} on held-out episodes)" : "")}{(parsed.GetValue(selection) == 0 ? "" : $", {outcome.SelectionSuccess:P0} of the selection rollouts")}");
            JsonObject json = outcome.ToJson();
            json["task"] = workspace.Spec.Name;
            reporter.Json(json);
            return Invocation.Done;
        }, Stopping.Resumes);
    }
}
