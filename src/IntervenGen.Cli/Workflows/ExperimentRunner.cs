using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Cli.Output;
using IntervenGen.Core;
using IntervenGen.Experiments;
using IntervenGen.Generation;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Learning;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen.Cli.Workflows;

/// <summary>Carries recipes out with the same workflows as the single commands, one core each.</summary>
internal sealed class ExperimentRunner(string device) : IRecipeRunner
{
    private const int Lanes = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _fingerprints = [];

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

    public string Extension(RecipeKind kind) => kind switch
    {
        RecipeKind.Train => ".ckpt",
        RecipeKind.Evaluate or RecipeKind.EvaluateOnArm => "",
        _ => ".igen",
    };

    public Artifact Run(Recipe recipe, string path, IReadOnlyList<Artifact> inputs, int slot, CancellationToken cancellation)
    {
        bool partial = recipe.Settings["partial"]?.GetValue<bool>() ?? false;
        SteppingMode stepping = recipe.Settings["stepping"] is { } word ? Enum.Parse<SteppingMode>(word.GetValue<string>()) : SteppingMode.Fixed;
        using var workspace = Workspace.Open(
            recipe.Task, null, partial ? Observability.Partial : Observability.Full, Lanes, 1, stepping, firstCore: slot);
        var reporter = new Reporter(json: false, quiet: true);
        return recipe.Kind switch
        {
            RecipeKind.Train => Train(recipe, path, inputs, workspace, reporter, cancellation),
            RecipeKind.Evaluate => Evaluate(recipe, path, inputs, workspace, cancellation),
            RecipeKind.EvaluateOnArm => EvaluateOnArm(recipe, path, inputs, workspace, reporter, cancellation),
            _ => Fill(recipe, path, inputs, new DatasetWorkflows(workspace, reporter, recipe.Get<ulong>("seed"), cancellation)),
        };
    }

    private static Artifact Fill(Recipe recipe, string path, IReadOnlyList<Artifact> inputs, DatasetWorkflows workflows)
    {
        int episodes = recipe.Get<int>("episodes");
        bool corrupted = recipe.Get<bool>("corrupted");
        int patience = recipe.Settings["patience"]?.GetValue<int>() ?? 0;
        var options = new GenerationOptions { Patience = patience };
        // A generous limit: a poor success rate shows in the attempts, and only the hopeless stop short. With patience, most
        // attempts need no correction.
        long limit = (patience > 0 ? 100L : 20L) * episodes;
        DatasetOutcome outcome = recipe.Kind switch
        {
            RecipeKind.CollectDemonstrations => workflows.CollectDemonstrations(path, episodes, limit, corrupted),
            RecipeKind.GenerateDemonstrations => workflows.GenerateDemonstrations(path, [inputs[0].Path], options, episodes, limit, null, corrupted),
            RecipeKind.CollectInterventions => workflows.CollectInterventions(path, inputs[0].Path, episodes, limit, patience),
            _ when recipe.Get<bool>("replayMistakes") => workflows.GenerateWithReplayedMistakes(path, [inputs[0].Path], options, episodes, limit),
            _ => workflows.GenerateInterventions(path, [inputs[0].Path], inputs[1].Path, options, episodes, limit),
        };
        JsonObject facts = outcome.ToJson();
        facts.Remove("out");
        facts.Remove("reused");
        facts["words"] = $"{outcome.Kept} of {outcome.Attempts} attempts";
        return new Artifact(path, outcome.Digest, facts, outcome.Kept > 0 ? null : $"'{recipe.Title}' kept nothing in {outcome.Attempts} attempts: {outcome.Reasons.ToJsonString()}");
    }

    private Artifact Train(
        Recipe recipe, string path, IReadOnlyList<Artifact> inputs, Workspace workspace, Reporter reporter, CancellationToken cancellation)
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
        TrainingInput[] data = [.. recipe.Inputs.Zip(inputs, (input, artifact) => new TrainingInput(artifact.Path, FilterOf(input.Kind), 1))];
        TrainingOutcome outcome = new TrainingWorkflow(workspace, reporter, cancellation).Train(
            recipe.Title, path, data, config,
            new CheckpointSelection(recipe.Get<int>("selectionTrials"), recipe.Get<int>("checkpoints"), Corrupted: true), seed);
        JsonObject facts = outcome.ToJson();
        facts.Remove("out");
        facts.Remove("reused");
        facts["words"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"loss {outcome.Loss:0.00} on {outcome.Windows} windows");
        return new Artifact(path, PolicyDigest.Of(path), facts);
    }

    private static Artifact Evaluate(Recipe recipe, string path, IReadOnlyList<Artifact> inputs, Workspace workspace, CancellationToken cancellation)
    {
        using RecurrentPolicy policy = workspace.LoadPolicy(inputs[0].Path);
        var keys = new EpisodeKey(recipe.Get<ulong>("seed"), SceneSplit.Evaluation, 0, recipe.Get<bool>("corrupted"));
        EvaluationOutcome outcome = EvaluationWorkflow.Evaluate(workspace, null, "", policy, keys, recipe.Get<int>("trials"), cancellation);
        JsonObject facts = outcome.ToJson();
        facts["words"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{100 * outcome.Success.Rate:0.0} %");
        return new Artifact(path, $"{outcome.Success.Successes}/{outcome.Success.Trials}", facts);
    }

    private static Artifact EvaluateOnArm(
        Recipe recipe, string path, IReadOnlyList<Artifact> inputs, Workspace workspace, Reporter reporter, CancellationToken cancellation)
    {
        using RecurrentPolicy policy = workspace.LoadPolicy(inputs[0].Path);
        var keys = new EpisodeKey(recipe.Get<ulong>("seed"), SceneSplit.Evaluation, 0, recipe.Get<bool>("corrupted"));
        GraspOutcome outcome = VirtualGrasp.Run(policy, workspace.Spec, keys, recipe.Get<int>("trials"), reporter, cancellation);
        JsonObject facts = outcome.ToJson();
        facts["words"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{100 * outcome.Success.Rate:0.0} %");
        return new Artifact(path, $"{outcome.Success.Successes}/{outcome.Success.Trials}", facts);
    }

    private static SegmentFilter FilterOf(RecipeKind data) =>
        data is RecipeKind.CollectInterventions or RecipeKind.GenerateInterventions ? SegmentFilter.Recovery : SegmentFilter.All;
}
