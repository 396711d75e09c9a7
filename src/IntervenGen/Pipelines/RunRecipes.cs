using IntervenGen.Core;
using IntervenGen.Episodes.LeRobot;
using IntervenGen.Experiments;
using IntervenGen.Tasks;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen;

/// <summary>Makes the stages of one variant of a run; what variants have in common is one stage.</summary>
internal sealed class RunRecipes
{
    private const string OtherSources = "; sources are operator, person, datasets (x.igen) or HDF5 files (x.hdf5)";
    private const int InterventionAttempts = 40;

    private readonly RecipeShelf _shelf;
    private readonly StageNames _names;
    private readonly RunVariant _variant;
    private readonly RunFile _file;
    private readonly GivenInputs _given;
    private readonly string _source;
    private readonly RunScene _scene;
    private readonly RecipeSubject _subject;
    private readonly ulong _seed;
    private readonly GivenTrigger? _trigger;

    public RunRecipes(RecipeShelf shelf, StageNames names, GivenInputs given, RunVariant variant, string sourceFile)
    {
        _shelf = shelf;
        _names = names;
        _given = given;
        _variant = variant;
        _file = variant.File;
        _source = sourceFile;
        _seed = (ulong)_file.Seed;
        _scene = new RunScene(_file.Observability, _file.BeliefError, _file.Stepping, _file.Inference)
        {
            Error = _file.Errors,
            Drops = _file.Drops,
        };
        _subject = new RecipeSubject(
            TaskCatalog.All.Any(entry => entry.Name == _file.Task.Text) ? _file.Task.Text : Beside(_file.Task.Text),
            _file.Robot is { } robot ? Path.IsPathRooted(robot.Text) || !robot.Text.Contains('/') ? robot.Text : Beside(robot.Text) : null);
        RunRules.Require(_file);
        if (_file.Method.TriggerFile is { } trigger)
            _trigger = given.FindTrigger(trigger, Beside(trigger.Text), _subject, _file.Observability);
    }

    private bool IsOffline => _file.Interventions.Offline;

    // Where contact is not felt, the robot asks by the method's trigger, whoever answers.
    private GivenTrigger? Asking => _file.Observability == Observability.OnRequest ? _trigger : null;

    /// <summary>The stages.</summary>
    /// <exception cref="UsageException">Values of the file contradict each other.</exception>
    public VariantPlan Build()
    {
        IReadOnlyList<Recipe> sources = _file.Base.Data.Length > 0 ? [] : Demonstrations();
        IReadOnlyList<Recipe> data = _file.Base.Data.Length > 0
            ? [.. _file.Base.Data.Select(name => Dataset(name, otherwise: ""))]
            : _file.Demonstrations.Generate > 0 ? [MimicGen(sources)] : sources;
        Recipe basePolicy = _file.Base.Policy is { } given
            ? Policy(given)
            : Train("base", "base policy", data, [], null, corrupted: false);
        Recipe? clean = _file.Evaluate.TrueBeliefs
            ? Evaluate("evaluation-base-clean", "base policy, beliefs true", basePolicy, corrupted: false)
            : null;
        Recipe before = Evaluate("evaluation-base", "base policy, beliefs wrong", basePolicy, corrupted: true);
        IReadOnlyList<RoundPlan> rounds = Rounds(data, basePolicy);
        return new VariantPlan(_variant, sources, data, basePolicy, clean, before, rounds, Exports(sources, data, rounds[^1]));
    }

    private List<RoundPlan> Rounds(IReadOnlyList<Recipe> data, Recipe basePolicy)
    {
        var rounds = new List<RoundPlan>();
        Recipe policy = basePolicy;
        Recipe? gate = null;
        for (int number = 1; number <= _file.Rounds.Count; number++)
        {
            // Who is asked answers at once.
            int patience = number == 1 || Asking is not null ? 0 : _file.Rounds.Patience;
            string prefix = number == 1 ? "" : $"round-{number}/";
            IReadOnlyList<Recipe> sources = Interventions(prefix, number, policy, patience, gate);
            Recipe? generated = _file.Interventions.Generate > 0 ? Generate(prefix, number, sources, policy, patience, gate) : null;
            var round = new RoundPlan(number, sources, generated, policy, policy);
            RoundPlan[] learned = _file.Rounds.Aggregate == Aggregation.Last ? [round] : [.. rounds, round];
            Recipe trained = Train(
                $"{prefix}igen", number == 1 ? "I-Gen policy" : $"I-Gen policy, round {number}", data, learned,
                number > 1 && _file.Rounds.Start == RoundStart.Previous ? policy : null, corrupted: true);
            string title = number == 1 ? "I-Gen policy, beliefs wrong" : $"I-Gen policy of round {number}, beliefs wrong";
            rounds.Add(round with { Policy = trained, Evaluation = Evaluate($"{prefix}evaluation-igen", title, trained, corrupted: true) });
            gate = Gate(number, policy, trained);
            policy = trained;
        }

        return rounds;
    }

    // Whether the next round is made: held-out trials decide nothing, or they would not be held out.
    private Recipe? Gate(int number, Recipe before, Recipe after)
    {
        if (_file.Rounds.Stop is not { } stop || number == _file.Rounds.Count)
            return null;
        Recipe[] measured = [Selection(number - 1, before, stop), Selection(number, after, stop)];
        return Stage(
            RecipeKind.CheckGain, $"round-{number}-gain",
            $"whether round {number} is better than {(number == 1 ? "the base policy" : $"round {number - 1}")}",
            new GainSettings { Seed = _seed, MinGain = stop.MinGain }, measured);
    }

    private Recipe Selection(int number, Recipe policy, StopFile stop) => Trials(
        number == 0 ? "selection-base" : number == 1 ? "selection-igen" : $"round-{number}/selection-igen",
        $"round {number}: {stop.Trials} trials that decide whether rounds go on", policy, stop.Trials, SceneSplit.Selection,
        corrupted: true);

    private Recipe[] Demonstrations() => Sources(
        _file.Demonstrations.From, "demonstrations",
        () => Stage(
            RecipeKind.CollectDemonstrations, "demonstrations", $"{_file.Demonstrations.Episodes} demonstrations by the operator",
            new FillSettings
            {
                Seed = _seed,
                Scene = _scene,
                Episodes = _file.Demonstrations.Episodes,
                MaxAttempts = AttemptLimit.Of(_file.Demonstrations.MaxAttempts, _file.Demonstrations.Episodes, patience: 0),
            },
            []),
        () => Awaited("demonstrations", ByPerson(_file.Demonstrations.Episodes), [], null));

    private Recipe[] Interventions(string prefix, int number, Recipe policy, int patience, Recipe? gate) => Sources(
        _file.Interventions.From, $"{prefix}interventions",
        () => Stage(
            RecipeKind.CollectInterventions, $"{prefix}interventions",
            $"{_file.Interventions.Episodes} interventions {(IsOffline ? "on mistakes made on purpose" : $"on the {PolicyOf(number)}")}",
            new FillSettings
            {
                Seed = SeedOf(number),
                Scene = _scene,
                Episodes = _file.Interventions.Episodes,
                MaxAttempts = _file.Interventions.MaxAttempts ?? (patience > 0
                    ? AttemptLimit.Of(null, _file.Interventions.Episodes, patience)
                    : (long)InterventionAttempts * _file.Interventions.Episodes),
                Patience = patience,
                Corrupted = true,
                Trigger = Asking,
                IsOffline = IsOffline,
            },
            Acting(policy), gate),
        () => Awaited(
            $"{prefix}interventions", ByPerson(_file.Interventions.Episodes) with { Trigger = Asking, IsOffline = IsOffline },
            Acting(policy), gate));

    private static string PolicyOf(int round) => round == 1 ? "base policy" : $"policy of round {round - 1}";

    // Nobody's mistakes are waited for where they are made on purpose: what the policy is decides nothing then.
    private Recipe[] Acting(Recipe policy) => IsOffline ? [] : [policy];

    private PersonSettings ByPerson(int episodes) => new() { Seed = _seed, Scene = _scene, Episodes = episodes };

    private Recipe Awaited(string name, PersonSettings settings, Recipe[] policy, Recipe? gate) => Stage(
        RecipeKind.AwaitPerson, $"{name}-by-person", $"{settings.Episodes} {Path.GetFileName(name)} by a person", settings, policy, gate);

    private Recipe[] Sources(
        IReadOnlyList<YamlName> from, string name, Func<Recipe> byOperator, Func<Recipe> byPerson) =>
    [
        .. from.Select(source => source.Text switch
        {
            RunRules.Operator => byOperator(),
            RunRules.Person => byPerson(),
            _ when IsOfOthers(source.Text) => _names.Give(
                Keep(RecipeKind.ImportDataset, source.Text), Named($"{name}-imported")),
            _ => Dataset(source, OtherSources),
        }),
    ];

    private bool IsOfOthers(string name) =>
        name.EndsWith(".hdf5", StringComparison.OrdinalIgnoreCase) || LeRobotReader.Is(Beside(name));

    private Recipe MimicGen(IReadOnlyList<Recipe> sources) => Stage(
        RecipeKind.GenerateDemonstrations, "base", $"{_file.Demonstrations.Generate} demonstrations by MimicGen",
        new FillSettings
        {
            Seed = _seed,
            Scene = _scene,
            Episodes = _file.Demonstrations.Generate,
            MaxAttempts = AttemptLimit.Of(_file.Demonstrations.GenerateAttempts, _file.Demonstrations.Generate, patience: 0),
            Options = _file.Method.ToOptions(),
        },
        sources);

    private Recipe Generate(string prefix, int number, IReadOnlyList<Recipe> sources, Recipe policy, int patience, Recipe? gate) => Stage(
        RecipeKind.GenerateInterventions, $"{prefix}igen",
        $"{_file.Interventions.Generate} interventions by I-Gen{(IsOffline ? " offline" : number == 1 ? "" : $", round {number}")}",
        new FillSettings
        {
            Seed = SeedOf(number),
            Scene = _scene,
            Episodes = _file.Interventions.Generate,
            MaxAttempts = AttemptLimit.Of(_file.Interventions.GenerateAttempts, _file.Interventions.Generate, patience),
            Patience = patience,
            Corrupted = true,
            Options = (_file.Method.ToOptions().ForInterventions() with { Patience = patience }).Validated(),
            Trigger = _trigger,
            IsOffline = IsOffline,
        },
        [.. sources, .. Acting(policy)], gate);

    private Recipe Train(
        string name, string title, IReadOnlyList<Recipe> data, RoundPlan[] rounds, Recipe? start, bool corrupted)
    {
        var inputs = new List<Recipe>(data);
        var weights = new List<double>(Enumerable.Repeat(WeightOf(0), data.Count));
        foreach (RoundPlan round in rounds)
        {
            inputs.AddRange(round.Data);
            weights.AddRange(Enumerable.Repeat(WeightOf(round.Number), round.Data.Count));
        }

        bool isWeighted = _file.Rounds.Weights.Length > 0 && rounds.Length > 0;
        if (start is not null)
            inputs.Add(start);
        var settings = new PolicySettings
        {
            Seed = _seed,
            Scene = _scene,
            Config = _file.Train.ToConfig(_seed, isWeighted),
            Selection = new CheckpointSelection(_file.Train.SelectionTrials, _file.Train.Checkpoints, corrupted),
            ValidFraction = _file.Train.ValidFraction,
            Device = _file.Train.Device,
            Weights = isWeighted ? weights : [],
            Cap = _file.Rounds.Cap,
            StartsFromLast = start is not null,
            Trigger = corrupted && _file.Train.SelectionTrials > 0 ? Asking : null,
        };
        return Stage(RecipeKind.Train, name, title, settings, inputs);
    }

    private double WeightOf(int round) =>
        _file.Rounds.Weights is { Length: > 0 } weights ? weights[Math.Min(round, weights.Length - 1)] : 1;

    private Recipe Evaluate(string name, string title, Recipe policy, bool corrupted) => Trials(
        name, $"{title}, {_file.Evaluate.Trials} held-out trials", policy, _file.Evaluate.Trials, SceneSplit.Evaluation, corrupted);

    private Recipe Trials(string name, string title, Recipe policy, int trials, SceneSplit split, bool corrupted) => Stage(
        RecipeKind.Evaluate, name, title,
        new TrialSettings
        {
            Seed = _seed,
            Scene = _scene,
            Trials = trials,
            Split = split,
            Corrupted = corrupted,
            Greedy = _file.Evaluate.Greedy,
            Trigger = corrupted ? Asking : null,
        },
        [policy]);

    private Recipe[] Exports(IReadOnlyList<Recipe> sources, IReadOnlyList<Recipe> data, RoundPlan last) =>
    [
        .. _file.Exports.SelectMany(export => (export.Dataset switch
        {
            ExportSource.Demonstrations => sources,
            ExportSource.Base => data,
            ExportSource.Interventions => last.Sources,
            _ => last.Data,
        }).Select(dataset => Stage(
            export.Format == ExportFormat.Lerobot ? RecipeKind.ExportLeRobot : RecipeKind.Export,
            $"exports/{export.Dataset.ToString().ToLowerInvariant()}-{export.Filter.ToString().ToLowerInvariant()}",
            $"{dataset.Title}, for {(export.Format == ExportFormat.Lerobot ? "LeRobot" : "robomimic")}",
            new ExportSettings { Seed = _seed, Format = export.Format, Filter = export.Filter, ValidFraction = export.ValidFraction },
            [dataset]))),
    ];

    private Recipe Stage(
        RecipeKind kind, string name, string title, RecipeSettings settings, IReadOnlyList<Recipe> inputs, Recipe? gate = null) =>
        _names.Give(_shelf.Keep(kind, _subject, title, settings, inputs, gate is null ? [] : [gate]), Named(name));

    // Every round has scenes of its own; the first one those of a run without rounds.
    private ulong SeedOf(int round) => _seed + (1_000_003UL * (ulong)(round - 1));

    private Recipe Dataset(YamlName name, string otherwise)
    {
        _given.RequireDataset(name, Beside(name.Text), _subject, otherwise);
        return Given(RecipeKind.UseDataset, name.Text);
    }

    // What a server is asked for is known when it answers.
    private Recipe Policy(YamlName name)
    {
        if (!IsAddress(name.Text))
            GivenInputs.RequirePolicy(name, Beside(name.Text));
        return Given(RecipeKind.UsePolicy, name.Text);
    }

    private Recipe Given(RecipeKind kind, string name) =>
        _names.Give(Keep(kind, name), Path.GetFileNameWithoutExtension(name.TrimEnd('/')) + "-given");

    private Recipe Keep(RecipeKind kind, string name) => _shelf.Keep(
        kind, _subject, $"'{name}'", new GivenSettings { Seed = 0, Path = IsAddress(name) ? name : Beside(name) }, []);

    private static bool IsAddress(string name) => name.Contains("://", StringComparison.Ordinal);

    private string Beside(string name) => RunFileReader.Beside(_source, name);

    private string Named(string name) => _variant.Name.Length == 0 ? name : $"{_variant.Name}/{name}";
}
