using System.Diagnostics;
using IntervenGen.Experiments;
using IntervenGen.Experiments.Tables;
using IntervenGen.Interop;

namespace IntervenGen.Cli.Commands.Policies;

/// <summary><c>igen experiment</c>: the paper's tables, each by one command.</summary>
internal static class ExperimentCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("name")
        {
            Description = $"{string.Join(", ", ExperimentCatalog.Names)}, or all.",
            Arity = ArgumentArity.OneOrMore,
        };
        var profile = NewOption.Of<string>(
            "--profile",
            "cpu (the smallest training that preserves the paper's conclusions) or paper (robomimic's size and length, meant for a " +
            "GPU).", "cpu");
        profile.AcceptOnlyFromAmong("cpu", "paper");
        var folder = NewOption.Required<string>(
            "--out", "Folder for reports, and for the cache of datasets and policies unless --cache names another.");
        var cache = NewOption.Of<string?>("--cache", "Folder of datasets, policies and evaluations that experiments share.");
        var seed = NewOption.Of<ulong>("--seed", "Seed of scenes, beliefs and operators.", 1);
        var slots = NewOption.Of<int>("--jobs", "Recipes that run at the same time, one core each.", Allocation.Current.Count).AtLeast(1);
        var stepping = NewOption.Of<SteppingMode>("--stepping", "Physics substeps: Fixed or Adaptive.", SteppingMode.Fixed);
        var generated = NewOption.Of<int?>("--episodes", "Generated episodes per dataset, instead of the profile's.").AtLeast(1);
        var steps = NewOption.Of<int?>("--steps", "Gradient steps per training, instead of the profile's.").AtLeast(1);
        var trials = NewOption.Of<int?>("--trials", "Trials per cell, instead of the profile's.").AtLeast(1);
        var device = NewOption.Of<ComputeDevice?>("--device", "cpu or cuda, instead of the profile's.");
        var protocol = NewOption.Of<string?>(
            "--protocol", "last (the last checkpoint on held-out trials) or both (Tables I to IV also by the paper's, the best of 40 by " +
            "50 rollouts: the cpu profile's).");
        protocol.AcceptOnlyFromAmong("last", "both");
        var command = new Command(
            "experiment",
            "Make a table of the paper: generate what is missing, train, evaluate, and write JSON, Markdown and a plot beside the\n" +
            "paper's numbers. Every result is cached by the content it was made from, so an interrupted run continues.\n\n" +
            "Example:  igen experiment table1 --out paper");
        command.With(names, Tasks());
        Option<string[]> tasks = NewOption.Several<string>("--task", "Only the cells of these tasks. All without it.");
        Option<string[]> rows = NewOption.Several<string>("--row", "Only these rows. All without it.");
        Option<int[]> sizes = NewOption.Several<int>(
            "--sizes", "Only rows whose own data has so many episodes: scaling and equal-data. All without it.").AtLeast(1);
        Option<bool> overwrite = NewOption.Overwrite();
        command.With(
            profile, folder, overwrite, cache, seed, slots, stepping, generated, steps, trials, protocol, device, tasks, rows,
            sizes);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            var chosen = ExperimentProfile.Find(parsed.GetValue(profile)!);
            chosen = chosen with
            {
                Seed = parsed.GetValue(seed),
                Stepping = parsed.GetValue(stepping),
                GeneratedEpisodes = parsed.GetValue(generated) ?? chosen.GeneratedEpisodes,
                GradientSteps = parsed.GetValue(steps) ?? chosen.GradientSteps,
                Trials = parsed.GetValue(trials) ?? chosen.Trials,
                HasPaperProtocol = parsed.GetValue(protocol) is { } said ? said == "both" : chosen.HasPaperProtocol,
                Device = parsed.GetValue(device) ?? chosen.Device,
            };
            var request = new ExperimentRequest
            {
                Names = parsed.GetValue(names)!,
                Out = parsed.GetValue(folder)!,
                Profile = chosen,
                Selection = new ExperimentSelection
                {
                    Tasks = parsed.GetValue(tasks) ?? [],
                    Rows = parsed.GetValue(rows) ?? [],
                    Sizes = parsed.GetValue(sizes) ?? [],
                },
                Cache = parsed.GetValue(cache),
                Jobs = parsed.GetValue(slots),
                Overwrite = parsed.GetValue(overwrite),
            };
            var clock = Stopwatch.StartNew();
            var json = new JsonArray();
            foreach (ExperimentReport report in ExperimentRun.Run(request, reporter.Progress, cancellation))
            {
                json.Add(report.Json);
                foreach (string line in ExperimentText.Of(report))
                    reporter.Result(line);
            }

            reporter.Json(
                new JsonObject { ["experiments"] = json, ["seconds"] = Math.Round(clock.Elapsed.TotalSeconds, 1), ["out"] = request.Out });
        }, Stopping.Resumes);
    }

    private static Command Tasks()
    {
        var tasks = new Argument<string[]>("task") { Description = "Folders of tasks, or names.", Arity = ArgumentArity.OneOrMore };
        var folder = NewOption.Required<string>("--out", "Folder of table.md, table.json and a picture of each task.");
        var cache = NewOption.Of<string?>("--cache", "Folder of datasets, policies and evaluations; inside --out without it.");
        var asked = new TaskTableRequest { Tasks = [], Out = "" };
        var tries = NewOption.Of("--operator-episodes", "Episodes of the operator.", asked.OperatorEpisodes).AtLeast(1);
        var seed = NewOption.Of("--seed", "Seed of all random numbers.", asked.Seed);
        var workers = NewOption.Of("--workers", "Worker threads; the table does not depend on it.", Allocation.Current.Count).AtLeast(1);
        var overwrite = NewOption.Overwrite();
        var sizes = new DemoOptions(asked.Sizes);
        return new Command(
            "tasks",
            "Make a table of tasks of your own: operator, base policy, generation and I-Gen policy of each. Continues where it was " +
            "stopped.\n\nExample:  igen experiment tasks demo-task --out demo-table").With(tasks, folder, cache, tries).With(
            sizes.All).With(seed, workers, overwrite).WithBody((parsed, reporter, cancellation) =>
        {
            TaskTable table = TaskTableRun.Run(
                new TaskTableRequest
                {
                    Tasks = parsed.GetValue(tasks)!,
                    Out = parsed.GetValue(folder)!,
                    Cache = parsed.GetValue(cache),
                    Sizes = sizes.Of(parsed),
                    OperatorEpisodes = parsed.GetValue(tries),
                    Seed = parsed.GetValue(seed),
                    Workers = parsed.GetValue(workers),
                    Overwrite = parsed.GetValue(overwrite),
                },
                reporter.Progress, cancellation);
            reporter.Show(table.ToLines(), table.ToJson());
        }, Stopping.Resumes);
    }
}
