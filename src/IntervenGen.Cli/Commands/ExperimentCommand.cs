using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
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
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true };

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
        var slots = new Option<int>("--jobs") { Description = "Recipes side by side, one core each.", DefaultValueFactory = _ => Environment.ProcessorCount }.AtLeast(1);
        var stepping = new Option<SteppingMode>("--stepping") { Description = "Physics substeps: Fixed or Adaptive.", DefaultValueFactory = _ => SteppingMode.Fixed };
        var generated = new Option<int?>("--episodes") { Description = "Generated episodes per dataset, instead of the profile's." }.AtLeast(1);
        var steps = new Option<int?>("--steps") { Description = "Gradient steps per training, instead of the profile's." }.AtLeast(1);
        var trials = new Option<int?>("--trials") { Description = "Trials per cell, instead of the profile's." }.AtLeast(1);
        var device = new Option<string?>("--device") { Description = "cpu or cuda, instead of the profile's." };
        var command = new Command(
            "experiment",
            "Make a table of the paper: generate what is missing, train, evaluate, and write JSON, Markdown and a plot beside the\n" +
            "paper's numbers. Every result is kept by the content it came from: an interrupted run goes on where it was.\n\n" +
            "Example:  igen experiment table1 --out paper");
        command.Arguments.Add(names);
        foreach (Option option in (Option[])[profile, folder, cache, seed, slots, stepping, generated, steps, trials, device])
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
            Experiment[] experiments = [.. list.Select(name => ExperimentCatalog.Build(name, book))];
            string target = parsed.GetValue(folder)!;
            Outputs.Folder(target);
            var clock = Stopwatch.StartNew();
            var scheduler = new RecipeScheduler(
                new ExperimentRunner(chosen.Device), parsed.GetValue(cache) ?? Path.Combine(target, "cache"),
                parsed.GetValue(slots), reporter.Say);
            IReadOnlyDictionary<Recipe, Artifact> artifacts = scheduler.Make([.. experiments.SelectMany(experiment => experiment.Wanted).Distinct()], cancellation);
            var json = new JsonArray();
            foreach (Experiment experiment in experiments)
                json.Add(Report(reporter, new ExperimentResult(experiment, artifacts), chosen, target, CommandLine(experiment, parsed, profile, stepping, seed), Machine()));
            reporter.Json(new JsonObject { ["experiments"] = json, ["seconds"] = Math.Round(clock.Elapsed.TotalSeconds, 1), ["out"] = target });
            return Invocation.Done;
        }, Stopping.Resumes);
    }

    private static JsonObject Report(
        Reporter reporter, ExperimentResult result, ExperimentProfile profile, string folder, string command, string machine)
    {
        string name = result.Experiment.Name;
        JsonObject json = result.ToJson();
        json["command"] = command;
        json["profile"] = JsonSerializer.SerializeToNode(profile);
        json["machine"] = BenchMachine.Describe();
        File.WriteAllText(Path.Combine(folder, name + ".json"), json.ToJsonString(s_readable) + "\n");
        File.WriteAllText(Path.Combine(folder, name + ".svg"), BarPlot.Write(result));
        File.WriteAllText(Path.Combine(folder, name + ".md"), MarkdownReport.Write(result, profile, command, machine, name + ".svg"));
        reporter.Result($"{result.Experiment.Title}");
        foreach (Cell cell in result.Experiment.Cells)
        {
            string here = result.Success(cell.Row, cell.Column) is { } success
                ? string.Create(CultureInfo.InvariantCulture, $"{100 * success.Rate,5:0.0} % ({100 * success.Low:0.0} to {100 * success.High:0.0})")
                : $"not measured: {result.Failure(cell.Row, cell.Column)}";
            reporter.Result(string.Create(CultureInfo.InvariantCulture, $"  {cell.Column,-14} {cell.Row,-24} {here}, paper {100 * cell.Paper:0} %"));
        }

        foreach ((string text, bool holds) in result.Claims)
            reporter.Result($"  {(holds ? "holds        " : "does not hold")} {text}");
        reporter.Result($"  report: {Path.Combine(folder, name + ".md")}");
        return json;
    }

    private static string CommandLine(
        Experiment experiment, ParseResult parsed, Option<string> profile, Option<SteppingMode> stepping, Option<ulong> seed) =>
        $"igen experiment {experiment.Name} --profile {parsed.GetValue(profile)} --stepping {parsed.GetValue(stepping)} --seed {parsed.GetValue(seed)} --out DIR";

    private static string Machine()
    {
        JsonObject machine = BenchMachine.Describe();
        return $"IntervenGen {Workspace.Version}, MuJoCo {MuJoCoLibrary.Version}, {machine["runtime"]}, {machine["cores"]} cores of {machine["cpu"]}, {machine["system"]}, {DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.";
    }
}
