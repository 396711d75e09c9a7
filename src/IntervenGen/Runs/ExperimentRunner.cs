using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Experiments;
using IntervenGen.Generation;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Learning;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen;

/// <summary>Carries recipes out with the same workflows as the single commands, one core each.</summary>
public sealed class ExperimentRunner(string device) : IRecipeRunner
{
    private const int Lanes = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _fingerprints = [];

    /// <inheritdoc/>
    public string Fingerprint(string task)
    {
        lock (_lock)
        {
            if (!_fingerprints.TryGetValue(task, out string? fingerprint))
            {
                using SimulatedTask opened = TaskCatalog.Find(task).Open();
                string options = JsonSerializer.Serialize(new GenerationOptions());
                _fingerprints[task] = fingerprint = $"{opened.Spec.ModelHash} {Workspace.Version} {MuJoCoLibrary.Version} {options}";
            }

            return fingerprint;
        }
    }

    /// <inheritdoc/>
    public string Extension(RecipeKind kind) => kind switch
    {
        RecipeKind.Train => ".ckpt",
        RecipeKind.Evaluate or RecipeKind.EvaluateOnArm => "",
        _ => ".igen",
    };

    /// <inheritdoc/>
    public Artifact Run(Recipe recipe, string path, IReadOnlyList<Artifact> inputs, int slot, CancellationToken cancellation)
    {
        bool partial = recipe.Settings["partial"]?.GetValue<bool>() ?? false;
        SteppingMode stepping = recipe.Settings["stepping"] is { } word
            ? Enum.Parse<SteppingMode>(word.GetValue<string>())
            : SteppingMode.Fixed;
        using var workspace = Workspace.Open(new WorkspaceOptions
        {
            Task = recipe.Task,
            Observability = partial ? Observability.Partial : Observability.Full,
            Lanes = Lanes,
            Workers = 1,
            Stepping = stepping,
            FirstCore = slot,
        });
        return recipe.Kind switch
        {
            RecipeKind.Train => Train(recipe, path, inputs, workspace, cancellation),
            RecipeKind.Evaluate => Evaluate(recipe, path, inputs, workspace, cancellation),
            RecipeKind.EvaluateOnArm => EvaluateOnArm(recipe, path, inputs, workspace, cancellation),
            _ => Fill(recipe, path, inputs, workspace, cancellation),
        };
    }

    private static Artifact Fill(
        Recipe recipe, string path, IReadOnlyList<Artifact> inputs, Workspace workspace, CancellationToken cancellation)
    {
        int episodes = recipe.Get<int>("episodes"), patience = recipe.Settings["patience"]?.GetValue<int>() ?? 0;
        // A generous limit: a poor success rate shows in the attempts, and only the hopeless stop short. With patience, most
        // attempts need no correction.
        long limit = (patience > 0 ? 100L : 20L) * episodes;
        var collect = new CollectRequest
        {
            Out = path,
            Episodes = episodes,
            MaxAttempts = limit,
            Seed = recipe.Get<ulong>("seed"),
            Corrupted = recipe.Get<bool>("corrupted"),
            Policy = recipe.Kind == RecipeKind.CollectInterventions ? inputs[0].Path : null,
            Patience = patience,
        };
        if (recipe.Kind == RecipeKind.CollectDemonstrations)
            return Made(recipe, workspace.CollectDemonstrations(collect, null, cancellation));
        if (recipe.Kind == RecipeKind.CollectInterventions)
            return Made(recipe, workspace.CollectInterventions(collect, null, cancellation));
        bool replayed = recipe.Kind == RecipeKind.GenerateInterventions && recipe.Get<bool>("replayMistakes");
        var generate = new GenerateRequest
        {
            Out = path,
            Sources = [inputs[0].Path],
            Policy = recipe.Kind == RecipeKind.GenerateInterventions && !replayed ? inputs[1].Path : null,
            Patience = patience,
            Episodes = episodes,
            MaxAttempts = limit,
            Seed = collect.Seed,
            Corrupted = collect.Corrupted,
            ReplayMistakes = replayed,
        };
        return Made(recipe, recipe.Kind == RecipeKind.GenerateDemonstrations
            ? workspace.GenerateDemonstrations(generate, null, cancellation)
            : workspace.GenerateInterventions(generate, null, cancellation));
    }

    private static Artifact Made(Recipe recipe, DatasetResult outcome)
    {
        JsonObject facts = outcome.ToJson();
        facts.Remove("out");
        facts.Remove("reused");
        facts["words"] = $"{outcome.Kept} of {outcome.Attempts} attempts";
        return new Artifact(
            outcome.Folder, outcome.Digest, facts,
            outcome.Kept > 0
                ? null
                : $"'{recipe.Title}' kept nothing in {outcome.Attempts} attempts: {ReasonCounts.ToJson(outcome.Reasons).ToJsonString()}");
    }

    private Artifact Train(
        Recipe recipe, string path, IReadOnlyList<Artifact> inputs, Workspace workspace, CancellationToken cancellation)
    {
        ulong seed = recipe.Get<ulong>("seed");
        PolicyConfig config = PolicyConfig.Robomimic with
        {
            Hidden = recipe.Get<int>("hidden"),
            GradientSteps = recipe.Get<int>("gradientSteps"),
            LearningRate = recipe.Get<float>("learningRate"),
            NormaliseObservations = recipe.Get<bool>("normalise"),
            Schedule = recipe.Get<bool>("cosine") ? LearningRateSchedule.Cosine : LearningRateSchedule.Constant,
            AverageDecay = recipe.Get<float>("averageDecay"),
            Sampling = recipe.Get<bool>("weighted") ? WindowSampling.Weighted : WindowSampling.Uniform,
            Seed = seed,
            Device = device,
            Threads = 1,
        };
        TrainingInput[] data = [.. recipe.Inputs.Zip(
            inputs, (input, artifact) => new TrainingInput(artifact.Path, FilterOf(input.Kind), 1))];
        var request = new TrainRequest
        {
            Out = path,
            Data = data,
            Config = config,
            Selection = new CheckpointSelection(recipe.Get<int>("selectionTrials"), recipe.Get<int>("checkpoints"), Corrupted: true),
            Seed = seed,
        };
        TrainingResult outcome = workspace.Train(request, null, cancellation);
        JsonObject facts = outcome.ToJson();
        facts.Remove("out");
        facts.Remove("reused");
        facts["words"] = string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"loss {outcome.Loss:0.00} on {outcome.Windows} windows");
        return new Artifact(path, PolicyDigest.Of(path), facts);
    }

    private static Artifact Evaluate(
        Recipe recipe, string path, IReadOnlyList<Artifact> inputs, Workspace workspace, CancellationToken cancellation)
    {
        using RecurrentPolicy policy = workspace.LoadPolicy(inputs[0].Path);
        var keys = new EpisodeKey(recipe.Get<ulong>("seed"), SceneSplit.Evaluation, 0, recipe.Get<bool>("corrupted"));
        EvaluationResult outcome = EvaluationRun.Evaluate(
            workspace, RunMonitor.Silent, "", policy, keys, recipe.Get<int>("trials"), cancellation);
        JsonObject facts = outcome.ToJson();
        facts["words"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{100 * outcome.Success.Rate:0.0} %");
        return new Artifact(path, $"{outcome.Success.Successes}/{outcome.Success.Trials}", facts);
    }

    private static Artifact EvaluateOnArm(
        Recipe recipe, string path, IReadOnlyList<Artifact> inputs, Workspace workspace, CancellationToken cancellation)
    {
        using RecurrentPolicy policy = workspace.LoadPolicy(inputs[0].Path);
        var keys = new EpisodeKey(recipe.Get<ulong>("seed"), SceneSplit.Evaluation, 0, recipe.Get<bool>("corrupted"));
        ArmResult outcome = VirtualArm.Run(policy, workspace.Spec, keys, recipe.Get<int>("trials"), RunMonitor.Silent, cancellation);
        JsonObject facts = outcome.ToJson();
        facts["words"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{100 * outcome.Success.Rate:0.0} %");
        return new Artifact(path, $"{outcome.Success.Successes}/{outcome.Success.Trials}", facts);
    }

    private static SegmentFilter FilterOf(RecipeKind data) =>
        data is RecipeKind.CollectInterventions or RecipeKind.GenerateInterventions ? SegmentFilter.Recovery : SegmentFilter.All;
}
