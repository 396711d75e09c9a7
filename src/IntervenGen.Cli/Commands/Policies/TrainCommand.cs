using IntervenGen.Interop;
using IntervenGen.Learning;

namespace IntervenGen.Cli.Commands.Policies;

/// <summary><c>igen train</c>: trains a policy on datasets.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        Option<string[]> data = NewOption.Several<string>(
            "--data", "Datasets of which all steps are trained on.");
        Option<string[]> recovery = NewOption.Several<string>(
            "--recovery", "Datasets of which only the recovery steps are trained on (interventions).");
        var anyData = NewOption.Of<bool>("--any-data", "Train also on imports that were marked as sources only.");
        var weighted = NewOption.Of<bool>("--weighted", "Sample every dataset equally often, whatever its size.");
        var profile = NewOption.Of<string>(
            "--profile", "demo (small, for a CPU) or robomimic (2 x 400 units, 200,000 gradient steps).", "demo");
        profile.AcceptOnlyFromAmong("demo", "robomimic");
        var learning = new LearningOptions();
        var init = NewOption.Of<string?>("--init", "Checkpoint to start from instead of new weights; of the same network.");
        var valid = NewOption.Of<double>(
            "--valid-fraction",
            "Fraction of every dataset's episodes held out for validation; the loss on them is reported beside the training " +
            "loss. 0 learns from all.").Within(0, 0.9);
        var device = NewOption.Of<ComputeDevice>("--device", "What to compute on.", ComputeDevice.Cpu);
        var threads = NewOption.Of<int>("--threads", "Threads of a gradient step.", Allocation.Current.Count).AtLeast(1);
        var selection = NewOption.Of<int>(
            "--selection-trials", "Rollouts that choose between checkpoints; 0 takes the last.", 40).AtLeast(0);
        var clean = NewOption.Of<bool>("--clean-selection", "Choose checkpoints by rollouts with true beliefs.");
        var board = NewOption.Of<string?>("--tensorboard", "Folder for TensorBoard's event files: losses, speed, rollouts, pictures.");
        Command command = common.AddTo(new Command(
            "train",
            "Train a BC-RNN-GMM policy and keep the best checkpoint by rollouts. Continues where it was interrupted.\n\n" +
            "Example:  igen train --data base.igen --recovery igen.igen --out igen.ckpt"));
        command.With(
        [
            common.Out, data, recovery, weighted, anyData, profile, .. learning.All, init, valid, device, threads, selection, clean,
            board, common.MixArithmetic,
        ]);
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
                Sampling = parsed.GetValue(weighted) ? WindowSampling.Weighted : WindowSampling.Uniform,
                Seed = parsed.GetValue(common.Seed),
            };
            config.Validate();
            int trials = parsed.GetValue(selection);
            using Workspace workspace = common.Open(parsed, RunInput.OfData(inputs[0].Folder));
            var request = new TrainRequest
            {
                Out = parsed.GetValue(common.Out)!,
                Data = inputs,
                Config = config,
                Resources = new TrainingResources { Device = parsed.GetValue(device), Threads = parsed.GetValue(threads) },
                Selection = new CheckpointSelection(trials, 3, !parsed.GetValue(clean)),
                Seed = parsed.GetValue(common.Seed),
                Init = parsed.GetValue(init),
                ValidFraction = parsed.GetValue(valid),
                AnyData = parsed.GetValue(anyData),
                TensorBoard = parsed.GetValue(board),
                MixArithmetic = parsed.GetValue(common.MixArithmetic),
            };
            TrainingResult outcome = workspace.Train(request, reporter.Progress, cancellation);
            string held = outcome.ValidationLoss is { } loss ? $" ({loss:0.000} on held-out episodes)" : "";
            string chosen = trials == 0 ? "" : $", {outcome.SelectionSuccess:P0} of the selection rollouts";
            reporter.Result($"'{outcome.Path}': gradient step {outcome.Step}, loss {outcome.Loss:0.000}{held}{chosen}");
            JsonObject json = outcome.ToJson();
            json["task"] = workspace.Spec.Name;
            reporter.Json(json);
        }, Stopping.Resumes);
    }
}
