using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using IntervenGen.Experiments;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>A run's report as Markdown.</summary>
internal static class ReportText
{
    /// <summary>The report.</summary>
    /// <param name="result">What the run came to.</param>
    /// <param name="pictures">Pictures and films, by section.</param>
    /// <param name="day">The day of the report.</param>
    public static string Of(PipelineResult result, IReadOnlyList<ReportPicture> pictures, string day)
    {
        RunSpec spec = result.Plan.Spec;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {Title(result)}\n\n");
        text.Append("Success in per cent of held-out trials with wrong beliefs, unless stated otherwise, with 95 % intervals.\n\n");
        Success(text, result);
        Pictures(text, pictures, ReportPictures.Success);
        foreach (VariantResult run in result.Runs)
        {
            foreach (RoundResult round in run.Rounds.Where(round => round.LeftOut is not null))
                text.Append(CultureInfo.InvariantCulture, $"{Prefix(run)}Round {round.Number} was not made: {Plain(round.LeftOut!)}.\n\n");
        }

        Pictures(text, pictures, ReportPictures.Trainings);
        Pictures(text, pictures, ReportPictures.Coverage);
        Pictures(text, pictures, ReportPictures.Films);
        Stages(text, result);
        Reasons(text, result);
        text.Append("## How it was made\n\n```\n").Append(Command(spec)).Append("\n```\n\n").Append(Machine(day)).Append("\n\n");
        if (File.Exists(spec.SourceFile))
            text.Append("```yaml\n").Append(File.ReadAllText(spec.SourceFile).TrimEnd()).Append("\n```\n");
        return text.ToString();
    }

    private static string Title(PipelineResult result)
    {
        string[] tasks = [.. result.Plan.Variants.Select(variant => variant.Variant.File.Task.Text).Distinct()];
        return $"{string.Join(", ", tasks)}: {(result.Runs.Count == 1 ? "a run" : $"{result.Runs.Count} runs")}";
    }

    // One row for each group: runs that differ in their seed alone are pooled, and each seed's rate stands beside.
    private static void Success(StringBuilder text, PipelineResult result)
    {
        int rounds = result.Runs.Max(run => run.Rounds.Count);
        bool isNamed = result.Runs.Any(run => run.Group.Length > 0);
        string[] heads =
        [
            .. isNamed ? ["Run"] : Array.Empty<string>(), "Base, beliefs true", "Base",
            .. Enumerable.Range(1, rounds).Select(round => rounds == 1 ? "I-Gen" : $"Round {round}"),
        ];
        Row(text, heads);
        Row(text, [.. heads.Select(_ => "---")]);
        foreach (IGrouping<string, VariantResult> group in result.Runs.GroupBy(run => run.Group))
        {
            string[] cells =
            [
                .. isNamed ? [$"`{group.Key}`{(group.Count() > 1 ? $", {group.Count()} seeds" : "")}"] : Array.Empty<string>(),
                Pooled([.. group.Select(run => run.BaseClean)]), Pooled([.. group.Select(run => run.Base.Success)]),
                .. Enumerable.Range(0, rounds).Select(
                    round => Pooled([.. group.Select(run => run.Rounds.ElementAtOrDefault(round)?.Success)])),
            ];
            Row(text, cells);
        }

        text.Append('\n');
    }

    private static string Pooled(IReadOnlyList<SuccessInterval?> seeds)
    {
        SuccessInterval[] known = [.. seeds.OfType<SuccessInterval>()];
        if (PipelineResults.Pool(seeds) is not { } all)
            return "–";
        string each = known.Length == 1
            ? ""
            : $": {string.Join(", ", known.Select(one => (100 * one.Rate).ToString("0.#", CultureInfo.InvariantCulture)))}";
        return PipelineText.Percent(all) + each;
    }

    private static void Stages(StringBuilder text, PipelineResult result)
    {
        text.Append("## Stages\n\n");
        Row(text, ["Stage", "What", "Result", "Time", "Digest"]);
        Row(text, ["---", "---", "---", "---", "---"]);
        foreach (PlannedStage stage in result.Plan.Stages)
        {
            Artifact artifact = result.Artifacts[stage.Recipe];
            string outcome = artifact.Failure is { } failure ? Plain(failure) : (string?)artifact.Facts["words"] ?? "";
            string time = artifact.Facts["wall_seconds"] is { } seconds ? PipelineText.Hours((double)seconds) : "";
            string digest = artifact.Digest.Length >= 32 ? $"`{artifact.Digest}`" : "";
            Row(text, [$"`{stage.Name}`", stage.Title, outcome, time, digest]);
        }

        text.Append(
            CultureInfo.InvariantCulture, $"\n{PipelineText.Hours(result.Seconds)} in all, of stages that may have run side by side.\n\n");
    }

    private static void Reasons(StringBuilder text, PipelineResult result)
    {
        (PlannedStage Stage, JsonObject Reasons)[] stages =
        [
            .. result.Plan.Stages.Select(stage => (stage, result.Artifacts[stage.Recipe].Facts["reasons"] as JsonObject))
                .Where(row => row.Item2 is { Count: > 0 }).Select(row => (row.stage, row.Item2!)),
        ];
        if (stages.Length == 0)
            return;
        string[] names = [.. stages.SelectMany(stage => stage.Reasons.Select(reason => reason.Key)).Distinct()];
        text.Append("## What decided the attempts\n\n");
        Row(text, ["Stage", .. names.Select(name => name.Replace('_', ' '))]);
        Row(text, ["---", .. names.Select(_ => "---:")]);
        foreach ((PlannedStage stage, JsonObject reasons) in stages)
            Row(text, [$"`{stage.Name}`", .. names.Select(name => reasons[name]?.ToJsonString() ?? "")]);
        text.Append('\n');
    }

    private static void Pictures(StringBuilder text, IReadOnlyList<ReportPicture> pictures, string section)
    {
        ReportPicture[] own = [.. pictures.Where(picture => picture.Section == section)];
        if (own.Length == 0)
            return;
        if (section != ReportPictures.Success)
            text.Append(CultureInfo.InvariantCulture, $"## {section}\n\n");
        foreach (ReportPicture picture in own)
        {
            bool isFilm = picture.File.EndsWith(".mp4", StringComparison.Ordinal);
            string address = Uri.EscapeDataString(picture.File).Replace("%2F", "/", StringComparison.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $"{(isFilm ? "" : "!")}[{picture.Caption}]({address})\n\n");
        }
    }

    private static string Command(RunSpec spec) =>
        $"igen run {spec.SourceFile}{string.Concat(spec.Values.Select(value => $" --set {value}"))} --out DIR";

    private static string Machine(string day)
    {
        JsonObject machine = BenchMachine.Describe();
        return $"IntervenGen {Workspace.Version}, MuJoCo {Workspace.Versions.MuJoCo}, {machine["runtime"]}, {machine["cores"]} cores of " +
            $"{machine["cpu"]}, {machine["system"]}, {day}.";
    }

    private static string Prefix(VariantResult run) => run.Name.Length > 0 ? $"`{run.Name}`: " : "";

    private static string Plain(string text) => text.Replace('|', '/').ReplaceLineEndings(" ");

    private static void Row(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells.Select(cell => cell.Replace('|', '/')))} |\n");
}
