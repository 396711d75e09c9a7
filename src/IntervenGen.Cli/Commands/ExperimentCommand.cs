using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Cli.Output;
using IntervenGen.Cli.Workflows;
using IntervenGen.Cli.Workflows.Bench;
using IntervenGen.Experiments;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Simulation;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen experiment</c>: the paper's tables, each by one command.</summary>
internal static class ExperimentCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("name") { Description = $"{string.Join(", ", ExperimentCatalog.Names)}, or all.", Arity = ArgumentArity.OneOrMore };
        var profile = new Option<string>("--profile")
        {
            Description = "cpu (the smallest training that keeps the paper's conclusions) or paper (robomimic's size and length, meant for a GPU).",
            DefaultValueFactory = _ => "cpu",
        };
        profile.AcceptOnlyFromAmong("cpu", "paper");
        var folder = new Option<string>("--out") { Description = "Folder for reports, and for the cache of datasets and policies unless --cache names another.", Required = true };
        var cache = new Option<string?>("--cache") { Description = "Folder of datasets, policies and evaluations that experiments share." };
        var seed = new Option<ulong>("--seed") { Description = "Seed of scenes, beliefs and operators.", DefaultValueFactory = _ => 1 };
        var slots = new Option<int>("--jobs")
        {
            Description = "Recipes side by side, one core each.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        }.AtLeast(1);
        var stepping = new Option<SteppingMode>("--stepping") { Description = "Physics substeps: Fixed or Adaptive.", DefaultValueFactory = _ => SteppingMode.Fixed };
        var generated = new Option<int?>("--episodes")
        {
            Description = "Generated episodes per dataset, instead of the profile's.",
        }.AtLeast(1);
        var steps = new Option<int?>("--steps") { Description = "Gradient steps per training, instead of the profile's." }.AtLeast(1);
        var trials = new Option<int?>("--trials") { Description = "Trials per cell, instead of the profile's." }.AtLeast(1);
        var device = new Option<string?>("--device") { Description = "cpu or cuda, instead of the profile's." };
        var command = new Command(
            "experiment",
            "Make a table of the paper: generate what is missing, train, evaluate, and write JSON, Markdown and a plot beside the\n" +
            "paper's numbers. Every result is kept by the content it came from: an interrupted run goes on where it was.\n\n" +
            "Example:  igen experiment table1 --out paper");
        command.Arguments.Add(names);
        Option<string[]> tasks = Several<string>("--task", "Only the cells of these tasks.");
        Option<string[]> rows = Several<string>("--row", "Only these rows.");
        Option<int[]> sizes = Several<int>("--sizes", "Only rows whose own data has so many episodes: scaling and equal-data.").AtLeast(1);
        Option<bool> overwrite = Outputs.OverwriteOption();
        Option[] options =
            [profile, folder, overwrite, cache, seed, slots, stepping, generated, steps, trials, device, tasks, rows, sizes];
        foreach (Option option in options)
            command.Options.Add(option);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            var chosen = ExperimentProfile.Find(parsed.GetValue(profile)!);
            chosen = chosen with
            {
                Seed = parsed.GetValue(seed),
                Stepping = parsed.GetValue(stepping).ToString(),
                GeneratedEpisodes = parsed.GetValue(generated) ?? chosen.GeneratedEpisodes,
                GradientSteps = parsed.GetValue(steps) ?? chosen.GradientSteps,
                Trials = parsed.GetValue(trials) ?? chosen.Trials,
                Device = parsed.GetValue(device) ?? chosen.Device,
            };
            var book = new RecipeBook(chosen);
            string[] wanted = parsed.GetValue(names)!;
            IReadOnlyList<string> list = wanted.Contains("all") ? ExperimentCatalog.Names : [.. wanted.Distinct()];
            var selection = new ExperimentSelection
            {
                Tasks = parsed.GetValue(tasks) ?? [],
                Rows = parsed.GetValue(rows) ?? [],
                Sizes = parsed.GetValue(sizes) ?? [],
            };
            IReadOnlyList<Experiment> experiments = selection.Apply([.. list.Select(name => ExperimentCatalog.Build(name, book))]);
            foreach (string name in list.Where(name => experiments.All(experiment => experiment.Name != name)))
                reporter.Say($"  {name}: nothing of it was asked for");
            string target = parsed.GetValue(folder)!;
            Outputs.Folder(target);
            using var reports = new ExperimentReports(target, chosen, selection, experiments, parsed.GetValue(overwrite));
            var clock = Stopwatch.StartNew();
            var scheduler = new RecipeScheduler(
                new ExperimentRunner(chosen.Device), parsed.GetValue(cache) ?? Path.Combine(target, "cache"), parsed.GetValue(slots),
                reporter.Say);
            IReadOnlyDictionary<Recipe, Artifact> artifacts = scheduler.Make([.. experiments.SelectMany(experiment => experiment.Wanted).Distinct()], cancellation);
            var json = new JsonArray();
            foreach (Experiment experiment in experiments)
            {
                var result = new ExperimentResult(experiment, artifacts);
                json.Add(reports.Write(result, BenchMachine.Describe(), Machine()));
                Print(reporter, result, reports.PathOf(experiment, ".md"));
            }

            reporter.Json(new JsonObject { ["experiments"] = json, ["seconds"] = Math.Round(clock.Elapsed.TotalSeconds, 1), ["out"] = target });
            return Invocation.Done;
        }, Stopping.Resumes);
    }

    private static void Print(Reporter reporter, ExperimentResult result, string report)
    {
        reporter.Result($"{result.Experiment.Title}");
        foreach (Cell cell in result.Experiment.Cells)
        {
            string here = result.Success(cell.Row, cell.Column) is { } success
                ? string.Create(CultureInfo.InvariantCulture, $"{100 * success.Rate,5:0.0} % ({100 * success.Low:0.0} to {100 * success.High:0.0})")
                : $"not measured: {result.Failure(cell.Row, cell.Column)}";
            string paper = cell.Paper is { } rate ? string.Create(CultureInfo.InvariantCulture, $", paper {100 * rate:0} %") : "";
            reporter.Result($"  {cell.Column,-14} {cell.Row,-24} {here}{paper}");
        }

        foreach ((string text, bool holds) in result.Claims)
            reporter.Result($"  {(holds ? "holds        " : "does not hold")} {text}");
        if (result.Experiment.LeftOut.Count > 0)
            reporter.Result($"  {result.Experiment.LeftOut.Count} claims are left out, because not all their cells were asked for");
        reporter.Result($"  report: {report}");
    }

    private static Option<T[]> Several<T>(string name, string description) => new(name)
    {
        Description = $"{description} All without it.",
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };

    private static string Machine()
    {
        JsonObject machine = BenchMachine.Describe();
        return $"IntervenGen {Workspace.Version}, MuJoCo {MuJoCoLibrary.Version}, {machine["runtime"]}, {machine["cores"]} cores of {machine["cpu"]}, {machine["system"]}, {DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.";
    }
}
