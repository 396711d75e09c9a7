using static IntervenGen.Experiments.Tables.TableNames;

namespace IntervenGen.Experiments.Tables;

/// <summary>How much data is worth how much: scaling, and generated against collected data.</summary>
internal static class SizeTables
{
    public static Experiment Scaling(RecipeBook book)
    {
        var b = new Baselines(book, TwoPiece, TestEnvironment.Full);
        int unit = book.Profile.GeneratedEpisodes, sources = book.Profile.SourceEpisodes;
        SizedRow[] all =
        [
            Sized(unit / 10, 100, .24, size => $"{size}"), Sized(unit / 5, 200, .34, size => $"{size}"),
            Sized(unit, 1000, .70, size => $"{size}"), Sized(unit * 5, 5000, .88, size => $"{size}"),
        ];
        SizedRow[] points = [.. all.DistinctBy(point => point.Row)];
        var table = new TableBuilder([.. points.Select(point => point.Row)]);
        table.AddColumn(
            "2-Pc Assembly",
            [.. points.Select(point => b.Evaluate(b.WithGenerated(point.Size)))],
            [.. points.Select(point => point.Paper)]);
        return table.Build(
            "scaling", $"Scaling: synthetic interventions from the same {(sources == 10 ? "ten" : sources)}",
            "Every training has the same number of gradient steps, whatever its data.") with
        {
            Claims =
            [
                .. table.OrderClaims(all[2].Row, all[1].Row), .. table.OrderClaims(all[3].Row, all[2].Row),
                .. table.LevelClaims(all[3].Row),
            ],
            Sizes = points.ToDictionary(point => point.Row, point => point.Size),
        };
    }

    public static Experiment EqualData(RecipeBook book)
    {
        var b = new Baselines(book, TwoPiece, TestEnvironment.Full);
        int unit = book.Profile.GeneratedEpisodes, sources = book.Profile.SourceEpisodes;
        string Generated(int size) => $"{size} by I-Gen from {sources}";
        string Collected(int size) => $"{size} by the operator";
        SizedRow few = Sized(sources, 10, .06, Collected), many = Sized(10 * sources, 100, .46, Collected);
        SizedRow asMany = Sized(unit / 10, 100, .24, Generated), more = Sized(unit, 1000, .70, Generated);
        (SizedRow Row, Recipe Policy, Recipe Collected)[] points =
        [
            .. ((SizedRow Row, Recipe Policy, Recipe Collected)[])
            [
                (few, b.SourceInterventions, b.Interventions),
                (many, b.WithInterventions(many.Size), b.CollectedInterventions(many.Size)),
                (asMany, b.WithGenerated(asMany.Size), b.Interventions),
                (more, b.InterventionGeneration, b.Interventions),
            ],
        ];
        points = [.. points.DistinctBy(point => point.Row.Row)];
        var table = new TableBuilder([.. points.Select(point => point.Row.Row)]);
        table.AddColumn(
            "2-Pc Assembly", [.. points.Select(point => b.Evaluate(point.Policy))], [.. points.Select(point => point.Row.Paper)]);
        foreach ((SizedRow row, _, Recipe collected) in points)
            table.AddOperatorTime(row.Row, "2-Pc Assembly", collected);
        string title = asMany.Size == many.Size && more.Size == 10 * many.Size
            ? "Synthetic interventions against as many, and ten times as many, of the operator's"
            : "Synthetic interventions against the operator's own";
        return table.Build("equal-data", title, "The paper's operator took 3.6 minutes for ten interventions and 29.9 for a hundred.") with
        {
            Claims =
            [
                .. table.OrderClaims(more.Row, many.Row), .. table.OrderClaims(many.Row, few.Row),
                .. table.OrderClaims(asMany.Row, few.Row),
            ],
            Sizes = points.ToDictionary(point => point.Row.Row, point => point.Row.Size),
        };
    }

    // Named by the size that it has, not by the paper's; beside the paper's number only where the two are one.
    private static SizedRow Sized(int size, int papersSize, double paper, Func<int, string> name)
    {
        size = Math.Max(1, size);
        return new SizedRow(name(size), size, size == papersSize ? paper : null);
    }

    private sealed record SizedRow(string Row, int Size, double? Paper);
}
