namespace IntervenGen.Experiments;

/// <summary>Writes recipes and keeps one of each, so that experiments share what they have in common.</summary>
public sealed class RecipeBook(ExperimentProfile profile)
{
    private readonly Dictionary<string, Recipe> _recipes = [];

    /// <summary>Sizes and hyperparameters.</summary>
    public ExperimentProfile Profile => profile;

    /// <summary>Demonstrations by the operator.</summary>
    /// <param name="task">The task's name.</param>
    /// <param name="episodes">How many to keep.</param>
    /// <param name="environment">With what beliefs.</param>
    public Recipe CollectDemonstrations(string task, int episodes, TestEnvironment environment) => Keep(
        RecipeKind.CollectDemonstrations, task, $"{episodes} demonstrations{environment.Words}",
        Dataset(environment, episodes));

    /// <summary>MimicGen from demonstrations.</summary>
    public Recipe GenerateDemonstrations(Recipe source, int episodes, TestEnvironment environment) => Keep(
        RecipeKind.GenerateDemonstrations, source.Task, $"{episodes} demonstrations by MimicGen{environment.Words}",
        Dataset(environment, episodes), source);

    /// <summary>Interventions by the operator on a policy.</summary>
    /// <param name="policy">What it is that acts.</param>
    /// <param name="episodes">How many to keep.</param>
    /// <param name="environment">With what beliefs.</param>
    /// <param name="patience">Control steps that the policy has to recover by itself: 0 in a first round.</param>
    public Recipe CollectInterventions(Recipe policy, int episodes, TestEnvironment environment, int patience = 0) => Keep(
        RecipeKind.CollectInterventions, policy.Task, $"{episodes} interventions{Patient(patience)}{environment.Words}",
        Dataset(environment, episodes) with { Patience = patience }, policy);

    /// <summary>I-Gen from interventions.</summary>
    /// <param name="source">Interventions by the operator.</param>
    /// <param name="policy">Makes the mistakes.</param>
    /// <param name="episodes">How many to keep.</param>
    /// <param name="environment">With what beliefs.</param>
    /// <param name="replayMistakes">Replays the sources' mistakes open loop instead (the ablation I-Gen − Policy).</param>
    /// <param name="patience">Control steps that the policy has to recover by itself: 0 in a first round.</param>
    public Recipe GenerateInterventions(
        Recipe source, Recipe policy, int episodes, TestEnvironment environment, bool replayMistakes = false, int patience = 0) => Keep(
        RecipeKind.GenerateInterventions, source.Task,
        $"{episodes} interventions by I-Gen{(replayMistakes ? " without policy" : "")}{Patient(patience)}{environment.Words}",
        Dataset(environment, episodes) with { ReplaysMistakes = replayMistakes, Patience = patience }, source, policy);

    /// <summary>A policy from datasets.</summary>
    /// <param name="name">The baseline's name.</param>
    /// <param name="data">Datasets: generated and collected interventions give their recoveries, others all steps.</param>
    /// <param name="weighted">Whether every dataset is sampled equally often, whatever its size.</param>
    /// <param name="seed">Seed of weights and batches.</param>
    public Recipe Train(string name, IReadOnlyList<Recipe> data, bool weighted = false, ulong seed = 1) => Keep(
        RecipeKind.Train, data[0].Task, $"policy '{name}'{(seed == 1 ? "" : $", seed {seed}")}",
        new TrainingSettings
        {
            Seed = seed,
            Hidden = profile.Hidden,
            GradientSteps = profile.GradientStepsOf(data[0].Task),
            LearningRate = profile.LearningRate,
            NormalisesObservations = profile.NormaliseObservations,
            HasCosineSchedule = profile.CosineSchedule,
            AverageDecay = profile.AverageDecay,
            SelectionTrials = profile.SelectionTrials,
            Checkpoints = profile.Checkpoints,
            IsWeighted = weighted,
        },
        [.. data]);

    /// <summary>A success rate on held-out scenes.</summary>
    public Recipe Evaluate(Recipe policy, TestEnvironment environment) => Keep(
        RecipeKind.Evaluate, policy.Task, $"{policy.Title}: {profile.Trials} trials{environment.Words}",
        Trials(environment, profile.Trials), policy);

    /// <summary>A success rate on a virtual FR3 over FCI, with a noisy depth camera, on held-out scenes.</summary>
    public Recipe EvaluateOnArm(Recipe policy, TestEnvironment environment) => Keep(
        RecipeKind.EvaluateOnArm, policy.Task, $"{policy.Title}: {profile.ArmTrials} trials on a virtual FR3{environment.Words}",
        Trials(environment, profile.ArmTrials), policy);

    private static string Patient(int patience) => patience > 0 ? $" after {patience} steps of patience" : "";

    private DatasetSettings Dataset(TestEnvironment environment, int episodes) => new()
    {
        Seed = profile.Seed,
        Environment = environment,
        Stepping = profile.Stepping,
        Episodes = episodes,
    };

    private EvaluationSettings Trials(TestEnvironment environment, int trials) => new()
    {
        Seed = profile.Seed,
        Environment = environment,
        Stepping = profile.Stepping,
        Trials = trials,
    };

    private Recipe Keep(RecipeKind kind, string task, string title, RecipeSettings settings, params Recipe[] inputs)
    {
        // Inputs are kept already, so a reference names each of them.
        string identity = $"{kind} {task} {settings.ToJson().ToJsonString()} {string.Join(' ', inputs.Select(IndexOf))}";
        if (!_recipes.TryGetValue(identity, out Recipe? recipe))
            _recipes[identity] = recipe = new Recipe(kind, task, title, settings, inputs);
        return recipe;
    }

    private int IndexOf(Recipe input)
    {
        int index = 0;
        foreach (Recipe recipe in _recipes.Values)
        {
            if (ReferenceEquals(recipe, input))
                return index;
            index++;
        }

        throw new ArgumentException($"'{input.Title}' is of another book", nameof(input));
    }
}

/// <summary>What the robot believes and learns in an environment.</summary>
/// <param name="Corrupted">Whether beliefs are wrong at first: the test environment.</param>
/// <param name="Partial">Whether the trigger reveals less than the truth.</param>
public readonly record struct TestEnvironment(bool Corrupted, bool Partial)
{
    /// <summary>Beliefs are true.</summary>
    public static TestEnvironment Clean => new(false, false);

    /// <summary>Beliefs are wrong and the trigger reveals the truth.</summary>
    public static TestEnvironment Full => new(true, false);

    internal string Words => Corrupted ? Partial ? ", beliefs wrong, partly revealed" : ", beliefs wrong" : "";
}
