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
    /// <exception cref="UsageException">Values contradict each other, or a task cannot be opened.</exception>
    public static RunPlan Of(RunSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var shelf = new RecipeShelf();
        var names = new StageNames();
        VariantPlan[] variants = [.. spec.Variants.Select(variant => new RunRecipes(shelf, names, variant, spec.SourceFile).Build())];
        var estimate = new StageEstimate();
        PlannedStage[] stages =
        [
            .. RecipeOrder.InputsFirst(variants.SelectMany(variant => variant.Wanted)).Select(recipe => new PlannedStage(
                names.FullName(recipe), recipe.Title, recipe.Kind, [.. recipe.Needs.Select(names.FullName)],
                StageRunner.IsDivisible(recipe.Kind), StageEstimate.AttemptsOf(recipe), estimate.CoreSecondsOf(recipe), recipe.Waits, recipe)),
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
    internal PlannedStage(
        string name, string title, RecipeKind kind, IReadOnlyList<string> needs, bool isDivisible, long attempts, double coreSeconds,
        bool waitsForPerson, Recipe recipe)
    {
        Name = name;
        Title = title;
        Kind = kind;
        Needs = needs;
        IsDivisible = isDivisible;
        Attempts = attempts;
        CoreSeconds = coreSeconds;
        WaitsForPerson = waitsForPerson;
        Recipe = recipe;
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
    public bool IsDivisible { get; }

    /// <summary>Estimated attempts, trials or gradient steps.</summary>
    public long Attempts { get; }

    /// <summary>Estimated work of one core, seconds.</summary>
    public double CoreSeconds { get; }

    /// <summary>Whether it waits for a person's episodes.</summary>
    public bool WaitsForPerson { get; }

    /// <summary>Whether it is only looked at, at no cost, whenever it is needed.</summary>
    public bool IsLookedUp => Recipe.IsLookedUp;

    internal Recipe Recipe { get; }
}
