using IntervenGen.Core;
using IntervenGen.Experiments;

namespace IntervenGen;

/// <summary>The stages of a run, each after what it needs, with an estimate of the work.</summary>
public sealed class RunPlan
{
    private RunPlan(RunSpec spec, StageNames names, IReadOnlyList<VariantPlan> variants, IReadOnlyList<PlannedStage> stages)
    {
        Spec = spec;
        Names = names;
        Variants = variants;
        Stages = stages;
    }

    /// <summary>What is planned.</summary>
    public RunSpec Spec { get; }

    /// <summary>Every stage once, after what it needs.</summary>
    public IReadOnlyList<PlannedStage> Stages { get; }

    /// <summary>Estimated hours of one core for everything.</summary>
    public double CoreHours => Stages.Sum(stage => stage.CoreSeconds) / 3600;

    internal StageNames Names { get; }

    internal IReadOnlyList<VariantPlan> Variants { get; }

    internal IEnumerable<Recipe> Wanted => Variants.SelectMany(variant => variant.Wanted).Distinct();

    /// <summary>Plans a run.</summary>
    /// <exception cref="UsageException">Values contradict each other, a task cannot be opened, or what is given does not fit.</exception>
    public static RunPlan Of(RunSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var shelf = new RecipeShelf();
        var names = new StageNames();
        var given = new GivenInputs();
        VariantPlan[] variants =
            [.. spec.Variants.Select(variant => new RunRecipes(shelf, names, given, variant, spec.SourceFile).Build())];
        var estimate = new StageEstimate();
        PlannedStage[] stages =
        [
            .. RecipeOrder.InputsFirst(variants.SelectMany(variant => variant.Wanted)).Select(recipe => new PlannedStage(
                names.FullName(recipe), recipe.Title, recipe.Kind, [.. recipe.Needs.Select(names.FullName)],
                estimate, recipe)),
        ];
        return new RunPlan(spec, names, variants, stages);
    }

    /// <summary>Finds a stage by name.</summary>
    /// <exception cref="UsageException">No stage has that name; the message names the nearest.</exception>
    public PlannedStage Find(string name) => Stages.FirstOrDefault(stage => stage.Name == name) ?? throw new UsageException(
        $"the run has no stage '{name}'; did you mean '{NearestName.Of(name, Stages.Select(stage => stage.Name))}'?");
}

/// <summary>One stage of a run.</summary>
public sealed class PlannedStage
{
    private readonly StageEstimate _estimate;

    internal PlannedStage(
        string name, string title, RecipeKind kind, IReadOnlyList<string> needs, StageEstimate estimate, Recipe recipe)
    {
        Name = name;
        Title = title;
        Kind = kind;
        Needs = needs;
        Recipe = recipe;
        _estimate = estimate;
    }

    /// <summary>Its name, which is where its result lies in the run's folder, such as <c>round-2/igen.ckpt</c>.</summary>
    public string Name { get; }

    /// <summary>What it does, for people.</summary>
    public string Title { get; }

    /// <summary>The kind of result.</summary>
    public RecipeKind Kind { get; }

    /// <summary>Names of the stages that come before it.</summary>
    public IReadOnlyList<string> Needs { get; }

    /// <summary>Whether several processes can make parts of its attempts.</summary>
    public bool IsDivisible => StageRunner.IsDivisible(Kind);

    /// <summary>Estimated attempts, trials or gradient steps.</summary>
    public long Attempts => StageEstimate.AttemptsOf(Recipe);

    /// <summary>Estimated work of one core, seconds.</summary>
    public double CoreSeconds => _estimate.CoreSecondsOf(Recipe);

    /// <summary>Whether it waits for a person's episodes.</summary>
    public bool WaitsForPerson => Recipe.Waits;

    /// <summary>Whether it is only looked at, at no cost, whenever it is needed.</summary>
    public bool IsLookedUp => Recipe.IsLookedUp;

    internal Recipe Recipe { get; }
}
