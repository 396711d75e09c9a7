using IntervenGen.Experiments.Tables;

namespace IntervenGen.Experiments.Tests;

public sealed class SchedulerTests : IDisposable
{
    private readonly string _cache = Directory.CreateTempSubdirectory("igen-recipes-").FullName;
    private readonly FakeRunner _runner = new();

    public void Dispose() => Directory.Delete(_cache, recursive: true);

    [Fact]
    public void A_recipe_is_made_after_its_inputs()
    {
        Make(TwoTables(), slots: 2);
        (Recipe Recipe, Recipe Input)[] needs = [.. _runner.Recipes.SelectMany(recipe => recipe.Inputs.Select(input => (recipe, input)))];
        Assert.NotEmpty(needs);
        Assert.All(needs, need => Assert.True(
            _runner.Recipes.IndexOf(need.Recipe) > _runner.Recipes.IndexOf(need.Input), need.Recipe.Title));
    }

    [Fact]
    public void What_two_tables_share_is_made_once()
    {
        var book = new RecipeBook(ExperimentProfile.Cpu);
        HashSet<Recipe> first = Needed(Build(book, "table1").Wanted), second = Needed(Build(book, "scaling").Wanted);
        Assert.True(first.Overlaps(second), "the tables share nothing");
        Make([.. Build(book, "table1").Wanted, .. Build(book, "scaling").Wanted], slots: 2);
        Assert.Equal(first.Union(second).Count(), _runner.Recipes.Count);
        Assert.Equal(first.Union(second).ToHashSet(), _runner.Recipes.ToHashSet());
    }

    [Fact]
    public void Every_recipe_that_is_asked_for_comes_to_something()
    {
        Recipe[] wanted = TwoTables();
        IReadOnlyDictionary<Recipe, Artifact> made = Make(wanted, slots: 2);
        Assert.NotEmpty(wanted);
        Assert.All(wanted, recipe => Assert.Null(made[recipe].Failure));
    }

    [Fact]
    public void No_two_recipes_have_one_slot_at_a_time()
    {
        Make(TwoTables(), slots: 2);
        Assert.NotEmpty(_runner.Recipes);
        Assert.Equal(0, _runner.SlotClashes);
    }

    [Fact]
    public void Two_recipes_run_side_by_side_where_they_can()
    {
        using var both = new Barrier(2);
        _runner.Before = (recipe, cancellation) =>
        {
            if (recipe.Kind == RecipeKind.CollectDemonstrations)
                Assert.True(both.SignalAndWait(TimeSpan.FromSeconds(30), cancellation), "the other one never came");
        };
        var book = new RecipeBook(ExperimentProfile.Cpu);
        Make(
            [
                book.CollectDemonstrations("coffee", 10, TestEnvironment.Clean),
                book.CollectDemonstrations("coffee", 10, TestEnvironment.Full),
            ],
            slots: 2);
        Assert.Equal(2, _runner.MaxAtOnce);
    }

    [Fact]
    public void A_second_run_makes_nothing_again()
    {
        IReadOnlyList<Recipe> first = Build("seeds").Wanted, second = Build("seeds").Wanted;
        IReadOnlyDictionary<Recipe, Artifact> made = Make(first);
        int count = _runner.Made.Count;
        Assert.NotEqual(0, count);
        IReadOnlyDictionary<Recipe, Artifact> kept = Make(second);
        Assert.Equal(count, _runner.Made.Count);
        Assert.Equal(made[first[0]].Digest, kept[second[0]].Digest);
        Assert.Equal(made[first[0]].Facts.ToJsonString(), kept[second[0]].Facts.ToJsonString());
    }

    [Fact]
    public void A_changed_input_repeats_what_depends_on_it_and_only_that()
    {
        Make(Build("seeds").Wanted);
        int whole = _runner.Made.Count;
        _runner.Made.Clear();
        string demonstrations = Directory.GetFiles(_cache, "*collect-demonstrations*.json").Single();
        File.Delete(demonstrations);

        // Made anew with the same content: nothing that comes after it changes.
        Make(Build("seeds").Wanted);
        Assert.Equal(["nut-insertion: 10 demonstrations"], _runner.Made);

        _runner.Made.Clear();
        File.Delete(demonstrations);
        _runner.Demonstrations = "d2";
        Make(Build("seeds").Wanted);
        Assert.Equal(whole, _runner.Made.Count);

        _runner.Made.Clear();
        _runner.Model = "model 2";
        Make(Build("seeds").Wanted);
        Assert.Equal(whole, _runner.Made.Count);
    }

    [Fact]
    public void What_an_unfinished_recipe_left_is_not_taken_for_a_result()
    {
        using var stop = new CancellationTokenSource();
        _runner.Before = (recipe, _) =>
        {
            if (recipe.Kind == RecipeKind.Train)
                stop.Cancel();
        };
        Assert.Throws<OperationCanceledException>(() => Make(Build("seeds").Wanted, cancellation: stop.Token));
        Assert.DoesNotContain(_runner.Recipes, recipe => recipe.Kind == RecipeKind.Train);
        string left = Directory.GetFiles(_cache).Single(file => File.ReadAllText(file) == FakeRunner.Unfinished);
        _runner.Before = (_, _) => { };
        Make(Build("seeds").Wanted);
        Assert.NotEqual(FakeRunner.Unfinished, File.ReadAllText(left));
        Assert.Contains(_runner.Recipes, recipe => recipe.Kind == RecipeKind.Train);
    }

    [Fact]
    public void What_an_interrupted_run_finished_is_not_made_again()
    {
        using var stop = new CancellationTokenSource();
        _runner.Before = (recipe, _) =>
        {
            if (recipe.Kind == RecipeKind.Train)
                stop.Cancel();
        };
        Assert.Throws<OperationCanceledException>(() => Make(Build("seeds").Wanted, cancellation: stop.Token));
        Assert.Contains("nut-insertion: 10 demonstrations", _runner.Made);
        _runner.Before = (_, _) => { };
        Make(Build("seeds").Wanted);
        Assert.Equal(1, _runner.Made.Count(title => title == "nut-insertion: 10 demonstrations"));
    }

    [Fact]
    public void A_recipe_without_a_result_fails_what_needs_it_with_its_reason_and_nothing_else()
    {
        _runner.Fails = recipe => recipe is { Kind: RecipeKind.CollectInterventions, Task: "coffee" };
        Experiment experiment = Build("table1");
        var result = new ExperimentResult(experiment, Make(experiment.Wanted));
        Assert.Null(result.Success("I-Gen", "Coffee"));
        Assert.Equal("'10 interventions, beliefs wrong' kept nothing", result.Failure("I-Gen", "Coffee"));
        Assert.NotNull(result.Success("Base", "Coffee"));
        Assert.NotNull(result.Success("I-Gen", "Nut Insertion"));
        string report = MarkdownReport.Write(result, ExperimentProfile.Cpu, "c", "m", "p.svg");
        Assert.Contains("not measured, because '10 interventions", report, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_stops_the_run_and_reaches_the_caller()
    {
        _runner.Throws = recipe => recipe.Kind == RecipeKind.Train;
        FormatException exception = Assert.Throws<FormatException>(() => Make(Build("table1").Wanted, slots: 2));
        Assert.StartsWith("on purpose", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_description_is_named_with_the_way_out()
    {
        Make(Build("seeds").Wanted);
        string file = Directory.GetFiles(_cache, "*.json")[0];
        File.WriteAllText(file, "{");
        Core.EpisodeFormatException exception = Assert.Throws<Core.EpisodeFormatException>(() => Make(Build("seeds").Wanted));
        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
        Assert.Contains("remove it", exception.Message, StringComparison.Ordinal);
    }

    private static Recipe[] TwoTables()
    {
        var book = new RecipeBook(ExperimentProfile.Cpu);
        return [.. Build(book, "table1").Wanted, .. Build(book, "scaling").Wanted];
    }

    private static HashSet<Recipe> Needed(IEnumerable<Recipe> wanted) =>
        [.. wanted.SelectMany(recipe => Needed(recipe.Inputs).Append(recipe))];

    private static Experiment Build(string name) => Build(new RecipeBook(ExperimentProfile.Cpu), name);

    private static Experiment Build(RecipeBook book, string name) => ExperimentCatalog.Build(name, book);

    private IReadOnlyDictionary<Recipe, Artifact> Make(IReadOnlyList<Recipe> wanted, int slots = 1, CancellationToken cancellation = default) =>
        new RecipeScheduler(_runner, _cache, slots, _ => { }).Make(wanted, cancellation);
}
