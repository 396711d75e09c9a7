using System.Text.Json.Nodes;

namespace IntervenGen.Experiments;

/// <summary>What a recipe makes.</summary>
public enum RecipeKind
{
    /// <summary>Demonstrations by the operator.</summary>
    CollectDemonstrations = 0,

    /// <summary>MimicGen: demonstrations moved to new scenes.</summary>
    GenerateDemonstrations = 1,

    /// <summary>Interventions by the operator on a policy.</summary>
    CollectInterventions = 2,

    /// <summary>I-Gen: interventions moved to new scenes and new mistakes.</summary>
    GenerateInterventions = 3,

    /// <summary>A policy.</summary>
    Train = 4,

    /// <summary>A success rate.</summary>
    Evaluate = 5,

    /// <summary>A success rate on a virtual arm, over its network interface.</summary>
    EvaluateOnArm = 6,
}

/// <summary>One step of an experiment: what it makes, from what, with which settings.</summary>
/// <remarks>Two recipes with equal kind, task, settings and inputs are one: <see cref="RecipeBook"/> sees to it. Immutable.</remarks>
public sealed class Recipe
{
    internal Recipe(RecipeKind kind, string task, string title, RecipeSettings settings, IReadOnlyList<Recipe> inputs)
    {
        Kind = kind;
        Task = task;
        Title = title;
        Settings = settings;
        Inputs = inputs;
    }

    /// <summary>What it makes.</summary>
    public RecipeKind Kind { get; }

    /// <summary>The task's name.</summary>
    public string Task { get; }

    /// <summary>A few words for people; no part of its identity.</summary>
    public string Title { get; }

    /// <summary>Everything that decides the result besides the inputs.</summary>
    public RecipeSettings Settings { get; }

    /// <summary>What it is made from, in the order that the kind expects.</summary>
    public IReadOnlyList<Recipe> Inputs { get; }
}

/// <summary>What came of a recipe.</summary>
/// <param name="Path">Dataset folder, checkpoint or result file.</param>
/// <param name="Digest">Names the content; recipes made from it depend on this and not on the path.</param>
/// <param name="Facts">Counts and measurements.</param>
/// <param name="Failure">Why there is nothing; null where there is.</param>
public sealed record Artifact(string Path, string Digest, JsonObject Facts, string? Failure = null);

/// <summary>Carries recipes out.</summary>
/// <remarks>Called from several threads at once, one recipe each.</remarks>
public interface IRecipeRunner
{
    /// <summary>Names what decides a task's results besides recipes: its model and the versions of the program's parts.</summary>
    string Fingerprint(string task);

    /// <summary>Ending of the file or folder that a kind leaves, such as <c>.igen</c>.</summary>
    string Extension(RecipeKind kind);

    /// <summary>Carries out one recipe; an earlier, interrupted try at the same path is continued.</summary>
    /// <param name="recipe">What to make.</param>
    /// <param name="path">Where to leave it.</param>
    /// <param name="inputs">What the recipe's inputs came to, in their order.</param>
    /// <param name="slot">0 up to the number of recipes that run side by side; no two at a time have the same.</param>
    /// <param name="cancellation">Stops as soon as what is done so far is safe.</param>
    Artifact Run(Recipe recipe, string path, IReadOnlyList<Artifact> inputs, int slot, CancellationToken cancellation);
}
