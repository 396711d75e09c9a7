namespace IntervenGen.Experiments;

/// <summary>The paper's datasets for one task in one environment, and the policies trained on them.</summary>
/// <remarks>
/// The names are the paper's. "Source Demo" and "MG Demo" are trained on alone, the others on top of the base data: the
/// paper's Table II shows MG Demo failing where Base succeeds, so it cannot contain it.
/// </remarks>
public sealed class Baselines
{
    private readonly RecipeBook _book;
    private readonly ulong _seed;

    /// <summary>Writes the recipes.</summary>
    /// <param name="book">Where recipes are kept.</param>
    /// <param name="task">The task's name.</param>
    /// <param name="environment">The test environment.</param>
    /// <param name="seed">Training seed.</param>
    public Baselines(RecipeBook book, string task, TestEnvironment environment, ulong seed = 1)
    {
        _book = book;
        _seed = seed;
        Environment = environment;
        int sources = book.Profile.SourceEpisodes, generated = book.Profile.GeneratedEpisodes;
        Demonstrations = book.CollectDemonstrations(task, sources, TestEnvironment.Clean);
        BaseData = book.GenerateDemonstrations(Demonstrations, generated, TestEnvironment.Clean);
        // The one that makes the mistakes: always of seed 1, so that training seeds differ in training alone.
        BasePolicy = book.Train("Base", [BaseData]);
        Interventions = book.CollectInterventions(BasePolicy, sources, environment);
        TestDemonstrations = book.CollectDemonstrations(task, sources, environment);
    }

    /// <summary>The test environment.</summary>
    public TestEnvironment Environment { get; }

    /// <summary>The operator's demonstrations with true beliefs.</summary>
    public Recipe Demonstrations { get; }

    /// <summary>MimicGen's demonstrations with true beliefs.</summary>
    public Recipe BaseData { get; }

    /// <summary>Trained on <see cref="BaseData"/>.</summary>
    public Recipe BasePolicy { get; }

    /// <summary>The operator's interventions in the test environment.</summary>
    public Recipe Interventions { get; }

    /// <summary>The operator's demonstrations in the test environment.</summary>
    public Recipe TestDemonstrations { get; }

    /// <summary>Base plus the operator's interventions.</summary>
    public Recipe SourceInterventions => _book.Train("Source Int", [BaseData, Interventions], seed: _seed);

    /// <summary>The same, with both sampled equally often.</summary>
    public Recipe WeightedSourceInterventions => _book.Train("Weighted Source Int", [BaseData, Interventions], weighted: true, seed: _seed);

    /// <summary>The operator's demonstrations in the test environment alone.</summary>
    public Recipe SourceDemonstrations => _book.Train("Source Demo", [TestDemonstrations], seed: _seed);

    /// <summary>MimicGen's data from those, alone.</summary>
    public Recipe MimicGen => _book.Train("MG Demo", [MimicGenData], seed: _seed);

    /// <summary>MimicGen's data from those, with the base data.</summary>
    public Recipe BaseAndMimicGen => _book.Train("Base + MG Demo", [BaseData, MimicGenData], seed: _seed);

    /// <summary>I-Gen with replayed mistakes.</summary>
    public Recipe WithoutPolicy =>
        _book.Train(
            "I-Gen - Policy", [BaseData, Generated(Interventions, _book.Profile.GeneratedEpisodes, replayMistakes: true)], seed: _seed);

    /// <summary>I-Gen.</summary>
    public Recipe InterventionGeneration => WithGenerated(_book.Profile.GeneratedEpisodes);

    private Recipe MimicGenData => _book.GenerateDemonstrations(TestDemonstrations, _book.Profile.GeneratedEpisodes, Environment);

    /// <summary>I-Gen with another number of generated interventions.</summary>
    public Recipe WithGenerated(int episodes) =>
        _book.Train("I-Gen", [BaseData, Generated(Interventions, episodes, replayMistakes: false)], seed: _seed);

    /// <summary>Base plus another number of the operator's interventions.</summary>
    public Recipe WithInterventions(int episodes) => _book.Train("Source Int", [BaseData, CollectedInterventions(episodes)], seed: _seed);

    /// <summary>Another number of the operator's interventions.</summary>
    public Recipe CollectedInterventions(int episodes) => _book.CollectInterventions(BasePolicy, episodes, Environment);

    /// <summary>Success rate of a policy in the test environment.</summary>
    public Recipe Evaluate(Recipe policy) => _book.Evaluate(policy, Environment);

    /// <summary>Success rate of a policy with true beliefs.</summary>
    public Recipe EvaluateClean(Recipe policy) => _book.Evaluate(policy, TestEnvironment.Clean);

    /// <summary>The operator's interventions on <see cref="InterventionGeneration"/>, where it does not recover by itself.</summary>
    public Recipe SecondInterventions =>
        _book.CollectInterventions(InterventionGeneration, _book.Profile.SourceEpisodes, Environment, _book.Profile.Patience);

    /// <summary>A second round: base data, the first round's generated interventions, and as many on what still failed.</summary>
    public Recipe SecondRound => _book.Train(
        "Round 2",
        [
            BaseData, Generated(Interventions, _book.Profile.GeneratedEpisodes, replayMistakes: false),
            _book.GenerateInterventions(
                SecondInterventions, InterventionGeneration, _book.Profile.GeneratedEpisodes, Environment,
                patience: _book.Profile.Patience),
        ],
        seed: _seed);

    private Recipe Generated(Recipe source, int episodes, bool replayMistakes) =>
        _book.GenerateInterventions(source, BasePolicy, episodes, Environment, replayMistakes);
}
