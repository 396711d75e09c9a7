using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Episodes;
using IntervenGen.Experiments;
using IntervenGen.Generation;
using IntervenGen.Learning;
using IntervenGen.Learning.Triggers;

namespace IntervenGen;

/// <summary>Results of the library's runs as results of recipes.</summary>
internal static class StageArtifacts
{
    /// <summary>A dataset; one without an episode is a failure with its reasons.</summary>
    public static Artifact Of(Recipe recipe, DatasetResult outcome)
    {
        JsonObject facts = outcome.ToJson();
        facts.Remove("out");
        facts.Remove("reused");
        facts["words"] = $"{outcome.Kept} of {outcome.Attempts} attempts";
        if (recipe.Kind is RecipeKind.CollectDemonstrations or RecipeKind.CollectInterventions && outcome.Kept > 1)
            AddDiversity(facts, outcome.Folder);
        return new Artifact(
            outcome.Folder, outcome.Digest, facts,
            outcome.Kept > 0
                ? null
                : $"'{recipe.Title}' kept nothing in {outcome.Attempts} attempts: {ReasonCounts.ToJson(outcome.Reasons).ToJsonString()}");
    }

    // The mean over the subtasks.
    private static void AddDiversity(JsonObject facts, string folder)
    {
        using EpisodeStore store = EpisodeStore.Open(folder);
        IReadOnlyList<(string Subtask, PathDiversity Diversity)> rows = OperatorMotions.Of(store);
        if (rows.Count == 0)
            return;
        facts["path_distance"] = rows.Average(row => row.Diversity.PathDistance);
        facts["length_spread"] = rows.Average(row => row.Diversity.LengthSpread);
    }

    /// <summary>A trained policy.</summary>
    public static Artifact Of(TrainingResult outcome)
    {
        JsonObject facts = outcome.ToJson();
        facts.Remove("out");
        facts.Remove("reused");
        facts["words"] = string.Create(CultureInfo.InvariantCulture, $"loss {outcome.Loss:0.00} on {outcome.Windows} windows");
        return new Artifact(outcome.Path, PolicyDigest.Of(outcome.Path), facts);
    }

    /// <summary>A trigger that is fitted on the inputs, or judged by the first of them.</summary>
    public static Artifact OfTrigger(Recipe recipe, TriggerSettings settings, string path, IReadOnlyList<Artifact> inputs)
    {
        if (recipe.Kind == RecipeKind.FitTrigger)
        {
            TriggerResult fitted = Workspace.FitTrigger(new TriggerFitRequest
            {
                Out = path,
                Data = [.. inputs.Select(input => input.Path)],
                Options = new TriggerFitOptions { Kind = Enum.Parse<LearnedTriggerKind>(settings.Kind!), Seed = settings.Seed },
                Overwrite = true,
            });
            JsonObject facts = fitted.ToJson();
            facts.Remove("out");
            facts["words"] = $"{fitted.Failures} failures, {fitted.Successes} successes";
            return new Artifact(path, fitted.Model.Digest, facts);
        }

        TriggerScoreCard card = TriggerRuns.Check(
            inputs.ElementAtOrDefault(2)?.Path, [inputs[0].Path, inputs[1].Path]);
        JsonObject numbers = TriggerCheckResult.Of(card);
        numbers["words"] = $"{card.RightAlarms} of {card.Alarms} alarms right, {card.Failures} failures";
        return new Artifact(path, $"{card.RightAlarms}/{card.Alarms}/{card.Failures}", numbers);
    }

    /// <summary>An evaluation.</summary>
    public static Artifact Of(string path, EvaluationResult outcome)
    {
        JsonObject facts = outcome.ToJson();
        facts["words"] = string.Create(CultureInfo.InvariantCulture, $"{100 * outcome.Success.Rate:0.0} %");
        return new Artifact(path, $"{outcome.Success.Successes}/{outcome.Success.Trials}", facts);
    }
}
