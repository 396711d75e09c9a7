using IntervenGen.Core;

namespace IntervenGen.Experiments;

/// <summary>The tables and figures of the paper (Hoque et al., IntervenGen, 2024), as recipes.</summary>
public static class ExperimentCatalog
{
    private const string Nut = "nut-insertion", TwoPiece = "two-piece-assembly", Coffee = "coffee";
    private const string NutAndPeg = "nut-and-peg-assembly", Block = "block-grasp";
    private const string Base = "Base", SourceInt = "Source Int", Weighted = "Weighted Src Int", SourceDemo = "Source Demo";
    private const string MgDemo = "MG Demo", BaseMg = "Base + MG Demo", WithoutPolicy = "I-Gen - Policy", IGen = "I-Gen";

    /// <summary>The names of all experiments.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["table1", "table2", "table3", "table4", "scaling", "equal-data", "seeds", "second-round"];

    /// <summary>Builds an experiment by writing its recipes into a book.</summary>
    /// <exception cref="UsageException">No experiment has that name.</exception>
    public static Experiment Build(string name, RecipeBook book) => name switch
    {
        "table1" => Table1(book),
        "table2" => Table2(book),
        "table3" => Table3(book),
        "table4" => Table4(book),
        "scaling" => Scaling(book),
        "equal-data" => EqualData(book),
        "seeds" => Seeds(book),
        "second-round" => SecondRound(book),
        _ => throw new UsageException(
            $"unknown experiment '{name}'; did you mean '{NearestName.Of(name, Names)}'? Known: {string.Join(", ", Names)}"),
    };

    private static Experiment Table1(RecipeBook book)
    {
        var table = new TableBuilder([Base, SourceInt, Weighted, SourceDemo, MgDemo, WithoutPolicy, IGen]);
        foreach ((string task, string column, double?[] paper) in (ReadOnlySpan<(string, string, double?[])>)[
            (Nut, "Nut Insertion", [.22, .40, .50, .42, .64, .86, .98]),
            (TwoPiece, "2-Pc Assembly", [.06, .06, .16, .12, .16, .52, .70]),
            (Coffee, "Coffee", [.02, .10, .06, .12, .18, .42, .80])])
        {
            var b = new Baselines(book, task, TestEnvironment.Full);
            Recipe[] policies = [b.BasePolicy, b.SourceInterventions, b.WeightedSourceInterventions, b.SourceDemonstrations, b.MimicGen,
                b.WithoutPolicy, b.InterventionGeneration];
            table.AddColumn(column, [.. policies.Select(b.Evaluate)], paper);
            table.AddOperatorTimes(column, b, SourceInt, SourceDemo);
        }

        return table.Build(
            "table1", "Table I: noisy pose estimation, full observability upon contact",
            "Success in the test environment: beliefs wrong, the truth revealed on contact.") with
        {
            Claims =
            [
                .. table.BestClaims(IGen), .. table.OrderClaims(IGen, WithoutPolicy), .. table.OrderClaims(WithoutPolicy, MgDemo),
                .. table.OrderClaims(IGen, Weighted), .. table.OrderClaims(SourceInt, Base), .. table.LevelClaims(IGen),
            ],
        };
    }

    private static Experiment Table2(RecipeBook book)
    {
        var b = new Baselines(book, NutAndPeg, TestEnvironment.Full);
        var table = new TableBuilder([Base, SourceInt, MgDemo, BaseMg, IGen]);
        Recipe[] policies = [b.BasePolicy, b.SourceInterventions, b.MimicGen, b.BaseAndMimicGen, b.InterventionGeneration];
        table.AddColumn("Geometry 1", [.. policies.Select(b.EvaluateClean)], [1, 1, 0, .64, .92]);
        table.AddColumn("Geometry 2", [.. policies.Select(b.Evaluate)], [0, .06, 1, .60, .88]);
        table.AddColumn(
            "Mixture", [.. policies.Select(policy => (Recipe[])[b.EvaluateClean(policy), b.Evaluate(policy)])], [.50, .53, .50, .62, .90]);
        table.AddOperatorTimes("Geometry 2", b, SourceInt, MgDemo);
        return table.Build(
            "table2", "Table II: Nut-and-Peg Assembly, wrong object geometry",
            "Geometry 1 is what the base data show; in geometry 2 the handle is on the other side of the nut for the same observed pose. " +
            "The mixture counts both columns' trials together.") with
        {
            Claims = [.. table.BestClaims(IGen, "Mixture"), .. table.LevelClaims(IGen)],
        };
    }

    private static Experiment Table3(RecipeBook book)
    {
        var table = new TableBuilder([Base, SourceInt, MgDemo, WithoutPolicy, IGen]);
        foreach ((string task, string column, double?[] paper) in (ReadOnlySpan<(string, string, double?[])>)[
            (Nut, "Nut Insertion", [.26, .40, .46, .68, .90]),
            (TwoPiece, "2-Pc Assembly", [.06, .06, .22, .42, .66])])
        {
            var b = new Baselines(book, task, new TestEnvironment(true, Partial: true));
            Recipe[] policies = [b.BasePolicy, b.SourceInterventions, b.MimicGen, b.WithoutPolicy, b.InterventionGeneration];
            table.AddColumn(column, [.. policies.Select(b.Evaluate)], paper);
            table.AddOperatorTimes(column, b, SourceInt, MgDemo);
        }

        return table.Build(
            "table3", "Table III: partially improved observability upon contact",
            "Contact reveals its mean position (Nut Insertion) or the direction of the true pose (2-Piece Assembly), not the pose.") with
        {
            Claims = [.. table.BestClaims(IGen), .. table.OrderClaims(IGen, WithoutPolicy), .. table.LevelClaims(IGen)],
        };
    }

    private const string VirtualFr3 = "virtual FR3 over FCI", VirtualPanda = "virtual Panda over FCI";

    private static Experiment Table4(RecipeBook book)
    {
        var table = new TableBuilder([Base, SourceInt, MgDemo, WithoutPolicy, IGen]);
        var b = new Baselines(book, Block, TestEnvironment.Full);
        Recipe[] policies = [b.BasePolicy, b.SourceInterventions, b.MimicGen, b.WithoutPolicy, b.InterventionGeneration];
        table.AddColumn("Simulation", [.. policies.Select(b.Evaluate)], [.06, .26, .42, .86, 1]);
        // No robot took part here. The columns are never to be called real.
        table.AddColumn(VirtualFr3, OnArm(TestArm.Fr3), [0, .10, .50, .60, .90]);
        table.AddColumn(VirtualPanda, OnArm(TestArm.Panda), [null, null, null, null, null]);
        table.AddOperatorTimes("Simulation", b, SourceInt, MgDemo);
        return table.Build(
            "table4", "Table IV: Block Grasp",
            $"The paper's second column is a real Franka robot, 10 trials each. No robot took part here: *{VirtualFr3}* is the same " +
            "policy, unchanged, on a simulated FR3 " +
            "with the vendor's masses, driven over its network protocol at 1 kHz; the cube's pose comes from a noisy depth camera, the " +
            $"paper's error is added to it, and {book.Profile.ArmTrials} trials are judged by the cube's true height. *{VirtualPanda}* " +
            "is the same on a simulated Panda with the masses identified by the vendor, its limits, and its last version of the protocol.")
            with
        {
            Claims = [.. table.BestClaims(IGen), .. table.OrderClaims(IGen, WithoutPolicy), .. table.LevelClaims(IGen)],
        };

        Recipe[] OnArm(TestArm arm) => [.. policies.Select(policy => book.EvaluateOnArm(policy, TestEnvironment.Full, arm))];
    }

    private static Experiment Scaling(RecipeBook book)
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

    private static Experiment EqualData(RecipeBook book)
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

    private static Experiment SecondRound(RecipeBook book)
    {
        const string First = "Round 1", Second = "Round 2";
        int unit = book.Profile.GeneratedEpisodes;
        string twice = $"Round 1, {2 * unit} interventions";
        var table = new TableBuilder([First, twice, Second]);
        foreach ((string task, string column, bool partial) in (ReadOnlySpan<(string, string, bool)>)[
            (TwoPiece, "2-Pc, partial", true), (Coffee, "Coffee", false)])
        {
            var b = new Baselines(book, task, new TestEnvironment(true, partial));
            Recipe[] policies = [b.InterventionGeneration, b.WithGenerated(2 * unit), b.SecondRound];
            table.AddColumn(column, [.. policies.Select(b.Evaluate)], [null, null, null]);
            table.AddOperatorTime(First, column, b.Interventions);
            table.AddOperatorTime(Second, column, b.SecondInterventions);
        }

        return table.Build(
            "second-round", "Second round: correct what still fails",
            $"The first round's policy drives, and has {book.Profile.Patience} control steps after its mistake shows to recover by " +
            "itself; the operator, and then I-Gen, correct " +
            $"what it does not. Round 2 learns from the base data and {unit} interventions of each round; the row between them from as " +
            "many of the first round's alone. The paper has no such table.") with
        {
            Claims = [.. table.OrderClaims(Second, First), .. table.OrderClaims(Second, twice)],
        };
    }

    private static Experiment Seeds(RecipeBook book)
    {
        var table = new TableBuilder(["Seed 1", "Seed 2", "Seed 3"]);
        Recipe[] evaluations = [.. new ulong[] { 1, 2, 3 }.Select(seed =>
        {
            var b = new Baselines(book, Nut, TestEnvironment.Full, seed);
            return b.Evaluate(b.InterventionGeneration);
        })];
        table.AddColumn("Nut Insertion", evaluations, [.98, 1, .98]);
        return table.Build(
            "seeds", "Training seeds: I-Gen on Nut Insertion",
            "The same data; weights and batches are drawn anew.") with
        {
            Claims = [.. table.LevelClaims("Seed 1"), .. table.LevelClaims("Seed 2"), .. table.LevelClaims("Seed 3")],
        };
    }
}
