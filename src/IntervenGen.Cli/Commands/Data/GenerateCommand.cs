namespace IntervenGen.Cli.Commands.Data;

/// <summary><c>igen generate demos|interventions</c>: generates episodes from source episodes.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        return new Command("generate", "Generate new episodes from a handful of source episodes.")
            .With(Create(withPolicy: false), Create(withPolicy: true));
    }

    private static Command Create(bool withPolicy)
    {
        var common = new CommonOptions();
        var source = new Option<string[]>("--source")
        {
            Description = "Datasets of source episodes; several sessions, operators or files may be combined.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
        };
        var policy = NewOption.Of<string?>("--policy", "Policy whose mistakes are corrected: whatever igen evaluate takes.");
        Option<int> episodes = EpisodeOptions.Episodes(1000), attempts = EpisodeOptions.Attempts();
        var method = new MethodOptions();
        Option<int?> patience = EpisodeOptions.Patience();
        var replayMistakes = NewOption.Of<bool>(
            "--replay-mistakes",
            "Replay the sources' mistakes open loop, with their own wrong beliefs, instead of running a policy (the paper's " +
            "I-Gen - Policy).");
        Option<string?> trigger = EpisodeOptions.Trigger("Trigger of igen trigger fit that ends the policy's part; contact without.");
        var failures = NewOption.Of<bool>("--keep-failures", "Store failed attempts with their steps, for igen trigger fit.");
        var corrupted = NewOption.Of<bool>("--corrupted", "Record observations with wrong beliefs, as in the test environment.");
        var anyKind = NewOption.Of<bool>(
            "--any-kind", "Accept sources of the other kind, or collected with another --observability.");
        var part = NewOption.Of<string?>(
            "--part", "I/N: only part I of N of the --attempts of all, for a cluster; 'igen dataset merge' joins the parts.");
        var shapes = NewOption.Of<string?>(
            "--key-points-of", "Task in which the sources were recorded, with objects of other shapes: motions are carried over by key " +
            "points.");
        var single = NewOption.Of<long?>(
            "--attempt",
            "Make only this attempt of the run, counted from 0, and keep its steps whether or not it succeeds, for inspection.").AtLeast(0);
        Command command = common.AddTo(withPolicy
            ? new Command(
                "interventions",
                "I-Gen: a policy makes its own mistakes in new scenes, and source recoveries, moved with their objects, correct them.\n\n" +
                "Example:  igen generate interventions --source interventions.igen --policy base.ckpt --episodes 1000 --out igen.igen")
            : new Command(
                "demos",
                "MimicGen: replay source demonstrations in new scenes, each segment moved with its object.\n\n" +
                "Example:  igen generate demos --source demos.igen --episodes 1000 --out base.igen"));
        command.With(common.Out, common.MixArithmetic, source);
        if (withPolicy)
            command.With([policy, trigger, replayMistakes, patience, .. method.OfPolicy, common.Inference, failures]);
        else
            command.With(corrupted);
        command.With([episodes, attempts, .. method.OfReplay, shapes, part, single, anyKind]);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            int count = parsed.GetValue(episodes);
            string[] from = parsed.GetValue(source)!;
            if (withPolicy)
                RequireOneSourceOfMistakes(parsed, method, patience, policy, trigger, replayMistakes);
            using Workspace workspace = common.Open(parsed, RunInput.OfData(from[0]));
            RunPart? range = Part(parsed, part, single, episodes, attempts);
            var request = new GenerateRequest
            {
                Out = parsed.GetValue(common.Out)!,
                Sources = from,
                SourceTask = parsed.GetValue(shapes),
                Policy = withPolicy ? parsed.GetValue(policy) : null,
                Trigger = withPolicy ? parsed.GetValue(trigger) : null,
                KeepFailures = withPolicy && parsed.GetValue(failures),
                Options = withPolicy ? method.Correct(parsed, patience: 0) : method.Replay(parsed),
                Patience = withPolicy ? parsed.GetValue(patience) : null,
                Episodes = count,
                MaxAttempts = EpisodeOptions.Limit(parsed, attempts),
                Seed = parsed.GetValue(common.Seed),
                Part = range,
                Corrupted = !withPolicy && parsed.GetValue(corrupted),
                ReplayMistakes = withPolicy && parsed.GetValue(replayMistakes),
                AnyKind = parsed.GetValue(anyKind),
                MixArithmetic = parsed.GetValue(common.MixArithmetic),
            };
            DatasetResult result = withPolicy
                ? workspace.GenerateInterventions(request, reporter.Progress, cancellation)
                : workspace.GenerateDemonstrations(request, reporter.Progress, cancellation);
            return CollectCommand.Finish(reporter, range is null ? count : 0, result);
        }, Stopping.Resumes);
    }

    private static RunPart? Part(ParseResult parsed, Option<string?> part, Option<long?> single, Option<int> episodes, Option<int> attempts)
    {
        bool saysEpisodes = parsed.GetResult(episodes) is { Implicit: false };
        long? all = EpisodeOptions.Limit(parsed, attempts);
        if (parsed.GetValue(single) is { } attempt)
        {
            return parsed.GetValue(part) is not null || saysEpisodes || all is not null
                ? throw new UsageException("--attempt makes one attempt alone: leave out --part, --episodes and --attempts")
                : RunPart.Single(attempt);
        }

        if (parsed.GetValue(part) is not { } text)
            return null;
        if (all is null)
            throw new UsageException("--part divides --attempts among the parts: say how many all parts make together; 'igen dataset " +
                "merge --episodes' takes the first so many successes");
        return saysEpisodes
            ? throw new UsageException("--episodes cannot be met by one part, which does not know how many successes the others have: " +
                "leave it out here and give it to 'igen dataset merge'")
            : RunPart.Parse(text, all.Value);
    }

    // Whose mistakes there are: a policy's, which may correct some of them itself, or the sources' own, which nobody acts in.
    private static void RequireOneSourceOfMistakes(
        ParseResult parsed, MethodOptions method, Option<int?> patience, Option<string?> policy, Option<string?> trigger,
        Option<bool> replayMistakes)
    {
        string? checkpoint = parsed.GetValue(policy);
        if (!parsed.GetValue(replayMistakes))
        {
            _ = checkpoint ?? throw new UsageException(
                "--policy is missing: name the checkpoint whose mistakes are corrected, or replay the sources' with --replay-mistakes");
            return;
        }

        string? other = checkpoint is not null ? policy.Name
            : parsed.GetValue(trigger) is not null ? trigger.Name
            : parsed.GetValue(patience) is > 0 ? patience.Name
            : method.GivenForPolicy(parsed);
        if (other is not null)
            throw new UsageException($"--replay-mistakes runs no policy: leave out {other}, or --replay-mistakes");
    }
}
