namespace IntervenGen.Experiments.Tests;

/// <summary>The paper's protocol beside the last checkpoint on held-out trials.</summary>
public sealed class PaperProtocolTests : IDisposable
{
    private static readonly ExperimentProfile s_both = ExperimentProfile.Cpu, s_last = s_both with { HasPaperProtocol = false };

    private readonly string _cache = Directory.CreateTempSubdirectory("igen-recipes-").FullName;

    public void Dispose() => Directory.Delete(_cache, recursive: true);

    [Theory]
    [InlineData("table1")]
    [InlineData("table2")]
    [InlineData("table3")]
    [InlineData("table4")]
    public void Every_table_of_the_paper_has_both_protocols(string name)
    {
        Experiment experiment = Tables.ExperimentCatalog.Build(name, new RecipeBook(s_both));
        Assert.Equal(2, experiment.Sections.Count);
        Assert.Equal(experiment.Columns, experiment.Sections.SelectMany(section => section.Columns).OrderBy(experiment.Columns.ToList().IndexOf));
        Assert.Contains(experiment.Cells, cell => cell.Evaluations[0].Kind == RecipeKind.SelectCheckpoint && cell.Paper is not null);
    }

    [Fact]
    public void The_chosen_checkpoint_is_tried_on_the_same_held_out_trials_as_the_last()
    {
        Experiment experiment = Tables.ExperimentCatalog.Build("table1", new RecipeBook(s_both));
        Recipe last = Cell(experiment, "Coffee"), heldOut = Cell(experiment, "Coffee, that one held out");
        Assert.Equal(last.Settings.ToJson().ToJsonString(), heldOut.Settings.ToJson().ToJsonString());
        Assert.Equal(RecipeKind.SelectCheckpoint, heldOut.Inputs[0].Kind);
        Assert.Same(last.Inputs[0], heldOut.Inputs[0].Inputs[0]);
    }

    [Fact]
    public void Without_it_a_training_keeps_the_name_that_it_had()
    {
        Recipe Trained(ExperimentProfile profile) =>
            Cell(Tables.ExperimentCatalog.Build("table1", new RecipeBook(profile)), "Coffee").Inputs[0];
        Assert.False(Trained(s_last).Settings.ToJson().ContainsKey("snapshots"));
        Assert.Equal(40, (int)Trained(s_both).Settings.ToJson()["snapshots"]!);
    }

    [Fact]
    public void The_command_says_where_the_last_checkpoint_alone_is_reported()
    {
        Assert.DoesNotContain("--protocol", s_both.CommandLine("table1", new ExperimentSelection()), StringComparison.Ordinal);
        Assert.Contains(" --protocol last ", s_last.CommandLine("table1", new ExperimentSelection()), StringComparison.Ordinal);
        Assert.DoesNotContain("--protocol", ExperimentProfile.Paper.CommandLine("table1", new ExperimentSelection()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_that_selects_in_every_training_has_no_second_protocol() =>
        Assert.Empty(Tables.ExperimentCatalog.Build(
            "table1", new RecipeBook(ExperimentProfile.Paper with { HasPaperProtocol = true })).Sections);

    [Fact]
    public void What_choosing_is_worth_is_averaged_over_the_cells()
    {
        var book = new RecipeBook(s_both);
        Experiment experiment = Tables.ExperimentCatalog.Build("table1", book);
        var result = new ExperimentResult(
            experiment, new RecipeScheduler(new FakeRunner(), _cache, 1, _ => { }).Make(experiment.Wanted, CancellationToken.None));
        SelectionWorth worth = result.Selection()!;
        Assert.Equal(21, worth.Cells);
        Assert.Equal(worth.Last, worth.HeldOut, 12);
        Assert.Contains("Over 21 cells", MarkdownReport.Write(result, s_both, "c", "m", "p.svg"), StringComparison.Ordinal);
    }

    private static Recipe Cell(Experiment experiment, string column) =>
        experiment.Cells.First(cell => cell.Row == "I-Gen" && cell.Column == column).Evaluations[0];
}
