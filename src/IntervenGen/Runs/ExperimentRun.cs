using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Experiments;
using IntervenGen.Experiments.Tables;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen;

/// <summary>Request to run experiments.</summary>
public sealed record ExperimentRequest
{
    /// <summary>Names of experiments in the catalogue, or <c>all</c>.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Folder of the reports.</summary>
    public required string Out { get; init; }

    /// <summary>Sizes, training lengths and seed.</summary>
    public ExperimentProfile Profile { get; init; } = ExperimentProfile.Cpu;

    /// <summary>The cells to make; all by default.</summary>
    public ExperimentSelection Selection { get; init; } = new();

    /// <summary>Folder of datasets, policies and evaluations; null for one inside <see cref="Out"/>.</summary>
    public string? Cache { get; init; }

    /// <summary>Number of recipes that run at the same time, one core each.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Whether reports of another run may be replaced.</summary>
    public bool Overwrite { get; init; }
}

/// <summary>Result of one experiment and its report.</summary>
/// <param name="Result">Cells and claims with the numbers behind them.</param>
/// <param name="Json">The result as JSON, with profile, machine and command.</param>
/// <param name="Path">Path of the Markdown report.</param>
public sealed record ExperimentReport(ExperimentResult Result, JsonObject Json, string Path);

/// <summary>Makes the paper's tables and this project's own: generates, trains and evaluates whatever is missing.</summary>
/// <remarks>Every result is stored under a key of the content it was made from, so that an interrupted run continues.</remarks>
public static class ExperimentRun
{
    /// <summary>Runs the requested experiments and writes their reports.</summary>
    /// <param name="request">The requested experiments.</param>
    /// <param name="progress">Receives the progress of every recipe; null for no reports.</param>
    /// <param name="cancellation">Stops the run; finished recipes are kept.</param>
    /// <exception cref="UsageException">No experiment has that name, or the folder holds reports of another run.</exception>
    public static IReadOnlyList<ExperimentReport> Run(
        ExperimentRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var monitor = new RunMonitor(progress);
        var book = new RecipeBook(request.Profile);
        IReadOnlyList<string> names = request.Names.Contains("all") ? ExperimentCatalog.Names : [.. request.Names.Distinct()];
        IReadOnlyList<Experiment> experiments = request.Selection.Apply([.. names.Select(name => ExperimentCatalog.Build(name, book))]);
        foreach (string name in names.Where(name => experiments.All(experiment => experiment.Name != name)))
            monitor.Say($"  {name}: nothing of it was asked for");
        OutputFolder.Ensure(request.Out);
        using var reports = new ExperimentReports(request.Out, request.Profile, request.Selection, experiments, request.Overwrite);
        var scheduler = new RecipeScheduler(
            new ExperimentRunner(request.Profile.Device), request.Cache ?? Path.Combine(request.Out, "cache"), request.Jobs, monitor.Say);
        IReadOnlyDictionary<Recipe, Artifact> artifacts =
            scheduler.Make([.. experiments.SelectMany(experiment => experiment.Wanted).Distinct()], cancellation);
        var written = new List<ExperimentReport>();
        foreach (Experiment experiment in experiments)
        {
            var result = new ExperimentResult(experiment, artifacts);
            JsonObject json = reports.Write(result, BenchMachine.Describe(), Machine());
            written.Add(new ExperimentReport(result, json, reports.PathOf(experiment, ".md")));
        }

        return written;
    }

    private static string Machine()
    {
        JsonObject machine = BenchMachine.Describe();
        string today = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"IntervenGen {Workspace.Version}, MuJoCo {MuJoCoLibrary.Version}, {machine["runtime"]}, " +
            $"{machine["cores"]} cores of {machine["cpu"]}, {machine["system"]}, {today}.";
    }
}
