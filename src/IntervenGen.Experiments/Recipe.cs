using System.Text.Json.Nodes;

namespace IntervenGen.Experiments;

/// <summary>The kind of result that a recipe makes.</summary>
public enum RecipeKind
{
    /// <summary>A dataset of demonstrations by the operator.</summary>
    CollectDemonstrations = 0,

    /// <summary>A dataset of demonstrations moved to new scenes (MimicGen).</summary>
    GenerateDemonstrations = 1,

    /// <summary>A dataset of interventions by the operator on a policy.</summary>
    CollectInterventions = 2,

    /// <summary>A dataset of interventions moved to new scenes and new mistakes (I-Gen).</summary>
    GenerateInterventions = 3,

    /// <summary>A trained policy's checkpoint.</summary>
    Train = 4,

    /// <summary>A policy's success rate in simulation.</summary>
    Evaluate = 5,

    /// <summary>A policy's success rate on a virtual arm, over its network interface.</summary>
    EvaluateOnArm = 6,

    /// <summary>A dataset that is there already and stays where it is.</summary>
    UseDataset = 7,

    /// <summary>A dataset read from another program's file.</summary>
    ImportDataset = 8,

    /// <summary>A policy that is there already and stays where it is.</summary>
    UsePolicy = 9,

    /// <summary>A dataset that a person records: waits until it is there.</summary>
    AwaitPerson = 10,

    /// <summary>Whether a policy is better than the one before it: what depends on it is left out where it is not.</summary>
    CheckGain = 11,

    /// <summary>A file for another program, made from a dataset.</summary>
    Export = 12,

    /// <summary>A dataset of a policy's attempts, failed ones included.</summary>
    KeepAttempts = 13,

    /// <summary>A trigger fitted on datasets.</summary>
    FitTrigger = 14,

    /// <summary>How a trigger, or the contact, fares on a policy's attempts.</summary>
    CheckTrigger = 15,

    /// <summary>The best of the checkpoints that a training kept, by rollouts: the paper's protocol.</summary>
    SelectCheckpoint = 16,

    /// <summary>A folder of LeRobot, made from a dataset.</summary>
    ExportLeRobot = 17,
}

/// <summary>One step of an experiment: what it makes, from which inputs, with which settings.</summary>
/// <remarks>Recipes with the same kind, task, settings and inputs are one object, ensured by <see cref="RecipeBook"/>. Immutable.</remarks>
public sealed class Recipe
{
    internal Recipe(
        RecipeKind kind, RecipeSubject subject, string title, RecipeSettings settings, IReadOnlyList<Recipe> inputs,
        IReadOnlyList<Recipe> conditions)
    {
        (Task, Robot) = subject;
        Conditions = conditions;
        Kind = kind;
        Title = title;
        Settings = settings;
        Inputs = inputs;
    }

    /// <summary>The kind of result.</summary>
    public RecipeKind Kind { get; }

    /// <summary>Name of the task, or path of its folder.</summary>
    public string Task { get; }

    /// <summary>Name of the robot, or path of its folder; null for the one that the task names.</summary>
    public string? Robot { get; }

    /// <summary>A short title for people; not part of the recipe's identity.</summary>
    public string Title { get; }

    /// <summary>Everything that decides the result besides the inputs.</summary>
    public RecipeSettings Settings { get; }

    /// <summary>The recipes it is made from, in the order that its kind expects.</summary>
    public IReadOnlyList<Recipe> Inputs { get; }

    /// <summary>Recipes that must have succeeded before; whether they did decides that this one is made, and nothing of what it
    /// is.</summary>
    public IReadOnlyList<Recipe> Conditions { get; }

    /// <summary>Everything that comes before this recipe.</summary>
    public IEnumerable<Recipe> Needs => Inputs.Concat(Conditions);

    /// <summary>Whether it only looks at what is there, so that nothing of it is kept and it is looked at every time.</summary>
    public bool IsLookedUp => Kind is RecipeKind.UseDataset or RecipeKind.UsePolicy or RecipeKind.CheckGain;

    /// <summary>Whether it waits for somebody and needs no core meanwhile.</summary>
    public bool Waits => Kind == RecipeKind.AwaitPerson;
}

/// <summary>What a recipe is about.</summary>
/// <param name="Task">Name of the task, or path of its folder.</param>
/// <param name="Robot">Name of the robot, or path of its folder; null for the one that the task names.</param>
public readonly record struct RecipeSubject(string Task, string? Robot = null);

/// <summary>The result of a recipe.</summary>
/// <param name="Path">Path of the dataset folder, checkpoint or result file.</param>
/// <param name="Digest">Digest of the content; recipes made from it depend on the digest, not on the path.</param>
/// <param name="Facts">Counts and measurements of the result.</param>
/// <param name="Failure">The reason why the recipe yielded nothing; null if it succeeded.</param>
public sealed record Artifact(string Path, string Digest, JsonObject Facts, string? Failure = null);

/// <summary>Executes recipes.</summary>
/// <remarks>Called from several threads at once, one recipe each.</remarks>
public interface IRecipeRunner
{
    /// <summary>Identifies what decides a recipe's result besides itself: its task's model and the versions of the program's
    /// parts.</summary>
    string Fingerprint(Recipe recipe);

    /// <summary>Extension of the file or folder that a kind of recipe makes, such as <c>.igen</c>.</summary>
    string Extension(RecipeKind kind);

    /// <summary>Executes one recipe; continues an interrupted run at the same path.</summary>
    /// <param name="recipe">The recipe to execute.</param>
    /// <param name="path">Path of the result.</param>
    /// <param name="inputs">Results of the recipe's inputs, in their order.</param>
    /// <param name="slot">Index of the execution slot, unique among the recipes that run at the same time.</param>
    /// <param name="cancellation">Stops as soon as what has been done is safely stored.</param>
    Artifact Run(Recipe recipe, string path, IReadOnlyList<Artifact> inputs, int slot, CancellationToken cancellation);
}
