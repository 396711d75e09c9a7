using System.CommandLine;
using IntervenGen.Cli.Workflows;
using IntervenGen.Core;
using IntervenGen.Generation;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen generate demos|interventions</c>: data from data.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var command = new Command("generate", "Generate new episodes from a handful of source episodes.");
        command.Add(Create(withPolicy: false));
        command.Add(Create(withPolicy: true));
        return command;
    }

    private static Command Create(bool withPolicy)
    {
        var common = new CommonOptions();
        var source = new Option<string[]>("--source")
        {
            Description = "Datasets with the source episodes: of several sessions, operators or files, if you like.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
        };
        var policy = new Option<string?>("--policy") { Description = "Checkpoint of the policy whose mistakes are corrected." };
        Option<int> episodes = CollectCommand.Episodes(1000), attempts = CollectCommand.Attempts();
        var method = new MethodOptions();
        Option<int?> patience = PatienceOption.Create();
        var replayMistakes = new Option<bool>("--replay-mistakes")
        {
            Description = "Replay the sources' mistakes open loop, with their own wrong beliefs, instead of running a policy "
                + "(the paper's I-Gen - Policy).",
        };
        var corrupted = new Option<bool>("--corrupted")
        {
            Description = "Record observations with wrong beliefs, as in the test environment.",
        };
        var anyKind = new Option<bool>("--any-kind")
        {
            Description = "Take sources of the other kind, or collected with another --observability, all the same.",
        };
        var part = new Option<string?>("--part")
        {
            Description = "I/N: only part I of N of the --attempts of all, for a cluster; 'igen dataset merge' joins the parts.",
        };
        var single = new Option<long?>("--attempt")
        {
            Description = "Only this attempt of the run, counted from 0, with its steps whether or not it succeeds: to look at it.",
        }.AtLeast(0);
        Command command = common.AddTo(withPolicy
            ? new Command(
                "interventions",
                "I-Gen: the policy makes its mistakes, a moved source recovery corrects them.\n\n" +
                "Example:  igen generate interventions --source interventions.igen --policy base.ckpt --episodes 1000 --out igen.igen")
            : new Command(
                "demos",
                "MimicGen: source demonstrations move with their objects.\n\n" +
                "Example:  igen generate demos --source demos.igen --episodes 1000 --out base.igen"));
        command.Options.Add(common.Out);
        command.Options.Add(common.MixArithmetic);
        command.Options.Add(source);
        if (withPolicy)
        {
            command.Options.Add(policy);
            command.Options.Add(replayMistakes);
            command.Options.Add(patience);
            foreach (Option option in method.OfPolicy)
                command.Options.Add(option);
            common.AddInferenceTo(command);
        }
        else
        {
            command.Options.Add(corrupted);
        }

        command.Options.Add(episodes);
        command.Options.Add(attempts);
        foreach (Option option in method.OfReplay)
            command.Options.Add(option);
        command.Options.Add(part);
        command.Options.Add(single);
        command.Options.Add(anyKind);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            int count = parsed.GetValue(episodes);
            GenerationOptions options = withPolicy
                ? method.Correct(parsed, Patience(parsed, method, patience, policy, replayMistakes))
                : method.Replay(parsed);
            string[] from = parsed.GetValue(source)!;
            using Workspace workspace = common.Open(parsed, () => InputTask.OfDataset(from[0]));
            var workflows = new DatasetWorkflows(
                workspace, reporter, parsed.GetValue(common.Seed), cancellation, parsed.GetValue(anyKind),
                parsed.GetValue(common.MixArithmetic));
            string folder = parsed.GetValue(common.Out)!;
            long limit = PatienceOption.Limit(parsed, attempts, count, options.Patience);
            RunPart? range = parsed.GetValue(part) is { } text ? RunPart.Parse(text, limit) : null;
            if (range is not null && parsed.GetValue(attempts) == 0)
            {
                throw new UsageException(
                    "--part divides --attempts among the parts: say how many all parts make together; "
                    + "'igen dataset merge --episodes' takes the first so many successes");
            }

            if (range is not null && parsed.GetResult(episodes) is { Implicit: false })
            {
                throw new UsageException(
                    "--episodes cannot be met by one part, which does not know how many successes the others have: "
                    + "leave it out here and give it to 'igen dataset merge'");
            }

            if (parsed.GetValue(single) is { } attempt)
            {
                if (range is not null || parsed.GetResult(episodes) is { Implicit: false } || parsed.GetValue(attempts) > 0)
                    throw new UsageException("--attempt makes one attempt alone: leave out --part, --episodes and --attempts");
                range = RunPart.Single(attempt);
            }

            count = range is null ? count : 0;
            return CollectCommand.Finish(reporter, count, !withPolicy
                ? workflows.GenerateDemonstrations(folder, from, options, count, limit, range, parsed.GetValue(corrupted))
                : parsed.GetValue(replayMistakes)
                ? workflows.GenerateWithReplayedMistakes(folder, from, options, count, limit, range)
                : workflows.GenerateInterventions(folder, from, parsed.GetValue(policy)!, options, count, limit, range));
        }, Stopping.Resumes);
    }

    // Whose mistakes there are: a policy's, which may correct some of them itself, or the sources' own, which nobody acts in.
    private static int Patience(
        ParseResult parsed, MethodOptions method, Option<int?> patience, Option<string?> policy, Option<bool> replayMistakes)
    {
        string? checkpoint = parsed.GetValue(policy);
        if (!parsed.GetValue(replayMistakes))
        {
            return OperatorPatience.Of(
                checkpoint ?? throw new UsageException(
                    "--policy is missing: name the checkpoint whose mistakes are corrected, or replay the sources' with --replay-mistakes"),
                parsed.GetValue(patience));
        }

        string? other = checkpoint is not null ? policy.Name
            : parsed.GetValue(patience) is > 0 ? patience.Name
            : method.GivenForPolicy(parsed);
        return other is null ? 0 : throw new UsageException($"--replay-mistakes runs no policy: leave out {other}, or --replay-mistakes");
    }
}
