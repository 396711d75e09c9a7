using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>A run's plan and result as lines for people, and as JSON.</summary>
internal static class PipelineText
{
    private const int MaxReason = 100;

    /// <summary>The plan: a line for each stage, with what it needs and how long it takes.</summary>
    public static IEnumerable<string> ToLines(this RunPlan plan, IReadOnlySet<string> done)
    {
        int width = plan.Stages.Max(stage => stage.Name.Length);
        foreach (PlannedStage stage in plan.Stages)
        {
            string needs = stage.Needs.Count > 0 ? $"  <- {string.Join(", ", stage.Needs)}" : "";
            string time = done.Contains(stage.Name) ? "done" : stage.WaitsForPerson ? "waits" : stage.IsLookedUp ? "" : Hours(stage.CoreSeconds);
            yield return $"{stage.Name.PadRight(width)}  {time,8}  {stage.Title}{needs}";
        }

        double left = plan.Stages.Where(stage => !done.Contains(stage.Name)).Sum(stage => stage.CoreSeconds);
        yield return $"{plan.Stages.Count} stages, {done.Count} of them done; about {Hours(left)} of one core for the rest " +
            "(an estimate from rates of the built-in tasks)";
    }

    /// <summary>The plan as JSON: the graph with its estimates.</summary>
    public static JsonObject ToJson(this RunPlan plan, IReadOnlySet<string> done) => new()
    {
        ["stages"] = new JsonArray([.. plan.Stages.Select(stage => (JsonNode)new JsonObject
        {
            ["name"] = stage.Name,
            ["title"] = stage.Title,
            ["kind"] = stage.Kind.ToString(),
            ["needs"] = new JsonArray([.. stage.Needs.Select(need => (JsonNode)need)]),
            ["divisible"] = stage.IsDivisible,
            ["attempts"] = stage.Attempts,
            ["core_seconds"] = Math.Round(stage.CoreSeconds, 1),
            ["waits_for_person"] = stage.WaitsForPerson,
            ["done"] = done.Contains(stage.Name),
        })]),
        ["core_hours"] = Math.Round(plan.CoreHours, 3),
    };

    /// <summary>What every variant came to.</summary>
    public static IEnumerable<string> ToLines(this PipelineResult result)
    {
        yield return "";
        foreach (VariantResult run in result.Runs)
        {
            string name = run.Name.Length > 0 ? $"{run.Name}: " : "";
            string clean = run.BaseClean is { } true_ ? $" ({Percent(true_)} with true beliefs)" : "";
            yield return $"{name}base policy {Percent(run.Base.Success)} of the held-out trials{clean}";
            foreach (RoundResult round in run.Rounds)
            {
                yield return round.LeftOut is { } reason
                    ? $"{name}round {round.Number} was not made: {Short(reason)}"
                    : $"{name}round {round.Number}: {Percent(round.Success)} of the same trials, with '{round.Policy}'";
            }
        }

        string total = result.Seconds.ToString("0", CultureInfo.InvariantCulture);
        yield return $"everything in {total} s; see {Path.GetFullPath(result.Folder)}: report.html, report.md";
    }

    /// <summary>The result as JSON.</summary>
    public static JsonObject ToJson(this PipelineResult result) => new()
    {
        ["runs"] = new JsonArray([.. result.Runs.Select(run => (JsonNode)new JsonObject
        {
            ["name"] = run.Name,
            ["base_clean"] = ToJson(run.BaseClean),
            ["base"] = ToJson(run.Base.Success),
            ["rounds"] = new JsonArray([.. run.Rounds.Select(round => (JsonNode)new JsonObject
            {
                ["round"] = round.Number,
                ["policy"] = round.Policy,
                ["success"] = ToJson(round.Success),
                ["digest"] = round.Digest,
                ["left_out"] = round.LeftOut,
            })]),
        })]),
        ["seconds"] = Math.Round(result.Seconds, 1),
        ["out"] = Path.GetFullPath(result.Folder),
    };

    internal static string Percent(SuccessInterval? success) => success is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * known.Rate:0.0} % ({100 * known.Low:0.0} to {100 * known.High:0.0})")
        : "not measured";

    internal static JsonObject? ToJson(SuccessInterval? success) => success is { } known
        ? new JsonObject
        {
            ["success"] = known.Rate,
            ["low"] = known.Low,
            ["high"] = known.High,
            ["successes"] = known.Successes,
            ["trials"] = known.Trials,
        }
        : null;

    private static string Short(string text) => text.Length <= MaxReason * 3 ? text : text[..(MaxReason * 3)] + "…";

    internal static string Hours(double seconds) => seconds switch
    {
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
    };
}
