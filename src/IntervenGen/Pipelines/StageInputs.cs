using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Experiments;
using IntervenGen.Generation;
using IntervenGen.Learning.Policies;

namespace IntervenGen;

/// <summary>Stages that run no simulation: what is given, read, compared or written for others.</summary>
internal static class StageInputs
{
    /// <summary>A dataset that stays where it is.</summary>
    public static Artifact UseDataset(GivenSettings given, Recipe recipe)
    {
        using EpisodeStore store = EpisodeStore.Open(given.Path);
        GivenInputs.RequireTask(store, given.Path, TaskName(recipe.Task));
        return new Artifact(given.Path, store.Manifest.Totals?.Digest ?? store.ComputeDigest(), Facts(store));
    }

    /// <summary>A policy that stays where it is.</summary>
    public static Artifact UsePolicy(GivenSettings given) =>
        new(given.Path, PolicyFormats.Inspect(given.Path).Digest, []);

    /// <summary>A dataset read from another program's file.</summary>
    public static Artifact Import(GivenSettings given, Recipe recipe, string path, CancellationToken cancellation)
    {
        if (!EpisodeStore.Exists(path))
            DatasetExchange.Import(
                new ImportRequest { File = given.Path, Task = recipe.Task, Robot = recipe.Robot, Out = path }, cancellation);
        using EpisodeStore store = EpisodeStore.Open(path);
        return new Artifact(path, store.Manifest.Totals?.Digest ?? store.ComputeDigest(), Facts(store));
    }

    /// <summary>Whether the second evaluation is better than the first by as much as is asked for.</summary>
    public static Artifact CheckGain(GainSettings settings, Recipe recipe, IReadOnlyList<Artifact> evaluations)
    {
        SuccessInterval[] success = [.. evaluations.Select(evaluation => EvaluationResult.FromJson(evaluation.Facts).Success)];
        double gain = 100 * (success[1].Rate - success[0].Rate);
        var facts = new JsonObject { ["gain_points"] = Math.Round(gain, 2) };
        return new Artifact("", "rises", facts, gain >= settings.MinGain ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"success went from {100 * success[0].Rate:0.0} to {100 * success[1].Rate:0.0} % of the selection trials, and rounds go on " +
            $"with a rise of at least {settings.MinGain:0.##} points"));
    }

    /// <summary>A file for another program.</summary>
    public static Artifact Export(
        ExportSettings settings, string path, Artifact dataset, RunMonitor monitor, CancellationToken cancellation)
    {
        ExportResult result = DatasetExchange.Export(
            new ExportRequest
            {
                Dataset = dataset.Path,
                Out = path,
                Overwrite = true,
                Format = settings.Format,
                Filter = settings.Filter,
                ValidFraction = settings.ValidFraction,
            },
            monitor.Watcher, cancellation);
        JsonObject facts = result.ToJson();
        facts.Remove("out");
        facts["words"] = string.Create(CultureInfo.InvariantCulture, $"{result.Demonstrations} episodes, {result.Bytes / 1e6:0} MB");
        return new Artifact(path, dataset.Digest, facts);
    }

    private static JsonObject Facts(EpisodeStore store) => new()
    {
        ["kind"] = store.Manifest.Kind.Name(),
        ["operator"] = store.Manifest.Operator,
        ["episodes"] = store.KeptCount,
        ["attempts"] = store.AttemptCount,
        ["steps"] = store.StepCount,
        ["operator_seconds"] = store.Manifest.OperatorSeconds,
        ["digest"] = store.Manifest.Totals?.Digest,
        ["words"] = $"{store.KeptCount} episodes",
    };

    private static string TaskName(string task)
    {
        using Simulation.SimulatedTask opened = Tasks.TaskCatalog.Find(task).Open();
        return opened.Spec.Name;
    }
}
