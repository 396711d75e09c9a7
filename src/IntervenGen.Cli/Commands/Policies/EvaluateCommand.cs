namespace IntervenGen.Cli.Commands.Policies;

/// <summary><c>igen evaluate</c>: the success rate of a checkpoint on held-out scenes.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var policy = NewOption.Required<string>(
            "--policy", "A checkpoint, .safetensors, robomimic's .pth, an .onnx or TorchScript model, or a server's address.");
        var trials = NewOption.Of<int>("--trials", "Number of held-out trials.", 100).AtLeast(1);
        var clean = NewOption.Of<bool>("--clean", "Evaluate with true beliefs instead of wrong ones.");
        var greedy = NewOption.Of<bool>("--greedy", "Act by the most likely mode always, instead of sampling one.");
        var keep = NewOption.Of<string?>("--out", "Dataset for the trials, failed ones included, for igen view, replay and render.");
        Option<string?> trigger = EpisodeOptions.Trigger(
            "Trigger of igen trigger fit by which the robot stops once and asks; with --observability OnRequest it then learns the truth.");
        Command command = common.AddTo(new Command(
            "evaluate",
            "Evaluate a policy by rollouts on scenes and beliefs that nothing was trained on; success rate with a 95 % interval.\n\n" +
            "Example:  igen evaluate --policy igen.ckpt --trials 200 --json"));
        command.With(policy, trigger, trials, clean, greedy, keep);
        common.AddInferenceTo(command);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            string checkpoint = parsed.GetValue(policy)!;
            using Workspace workspace = common.Open(parsed, RunInput.OfPolicy(checkpoint));
            var request = new EvaluateRequest
            {
                Policy = checkpoint,
                Trigger = parsed.GetValue(trigger),
                Trials = parsed.GetValue(trials),
                Seed = parsed.GetValue(common.Seed),
                Corrupted = !parsed.GetValue(clean),
                Greedy = parsed.GetValue(greedy),
                Out = parsed.GetValue(keep),
            };
            EvaluationResult outcome = workspace.Evaluate(request, reporter.Progress, cancellation);
            reporter.Result($"success {outcome.Success.Rate:P1} ({outcome.Success.Successes} of {outcome.Success.Trials}; 95 % interval " +
                $"{outcome.Success.Low:P1} to {outcome.Success.High:P1})");
            reporter.Result($"what decided the trials: {ReasonCounts.ToJson(outcome.Reasons).ToJsonString()}");
            if (outcome.Asked is { } asked)
                reporter.Result($"the robot asked in {asked} of {outcome.Success.Trials} trials");
            JsonObject json = outcome.ToJson();
            json["policy"] = parsed.GetValue(policy);
            json["task"] = workspace.Spec.Name;
            json["corrupted"] = !parsed.GetValue(clean);
            json["error"] = workspace.Error.ToString();
            json["belief_error"] = parsed.GetValue(common.BeliefError);
            json["seed"] = parsed.GetValue(common.Seed);
            reporter.Json(json);
            return ExitCode.Done;
        }, parsed => parsed.GetValue(keep) is null ? Stopping.Ends : Stopping.Resumes);
    }
}
