using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Experiments;
using IntervenGen.Learning;
using IntervenGen.Learning.Policies;

namespace IntervenGen;

/// <summary>Executes recipes through the same library calls as the single commands, one core each.</summary>
public sealed class ExperimentRunner(ComputeDevice device) : IRecipeRunner
{
    private const int Lanes = 16;

    private readonly Fingerprints _fingerprints = new();

    /// <inheritdoc/>
    public string Fingerprint(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return _fingerprints.Of(recipe);
    }

    /// <inheritdoc/>
    public string Extension(RecipeKind kind) => kind switch
    {
        RecipeKind.Train or RecipeKind.SelectCheckpoint => ".ckpt",
        RecipeKind.Evaluate or RecipeKind.EvaluateOnArm or RecipeKind.CheckTrigger => "",
        RecipeKind.FitTrigger => ".trigger",
        _ => ".igen",
    };

    /// <inheritdoc/>
    public Artifact Run(Recipe recipe, string path, IReadOnlyList<Artifact> inputs, int slot, CancellationToken cancellation)
    {
        if (recipe.Settings is TriggerSettings trigger)
            return StageArtifacts.OfTrigger(recipe, trigger, path, inputs);
        var simulation = recipe.Settings as SimulationSettings;
        // What the wrist feels is observed, and so decides the shape of a policy.
        Observability shape = recipe.Inputs.Select(input => (input.Settings as SimulationSettings)?.Environment.Contact)
            .FirstOrDefault(contact => contact?.Feels() == true) ?? Observability.Full;
        using var workspace = Workspace.Open(new WorkspaceOptions
        {
            Task = recipe.Task,
            Observability = simulation?.Environment.Observability ?? shape,
            Error = simulation?.Environment.Error ?? ErrorKind.Own,
            Drops = simulation?.Environment.Drops ?? 0,
            Lanes = Lanes,
            Workers = 1,
            Stepping = simulation?.Stepping ?? SteppingMode.Fixed,
            FirstCore = slot,
        });
        return recipe.Kind switch
        {
            RecipeKind.Train => Train(recipe, path, inputs, workspace, cancellation),
            RecipeKind.SelectCheckpoint => Select(recipe, path, inputs, workspace, cancellation),
            RecipeKind.KeepAttempts => KeepAttempts(recipe, path, inputs, workspace, cancellation),
            RecipeKind.Evaluate => Evaluate(recipe, path, inputs, workspace, cancellation),
            RecipeKind.EvaluateOnArm => EvaluateOnArm(recipe, path, inputs, workspace, cancellation),
            _ => Fill(recipe, path, inputs, workspace, cancellation),
        };
    }

    private static Artifact Fill(
        Recipe recipe, string path, IReadOnlyList<Artifact> inputs, Workspace workspace, CancellationToken cancellation)
    {
        var settings = (DatasetSettings)recipe.Settings;
        int episodes = settings.Episodes, patience = settings.Patience;
        // A generous limit: a poor success rate shows in the attempts, and only the hopeless stop short. With patience, most
        // attempts need no correction.
        long limit = (patience > 0 ? 100L : 20L) * episodes;
        var collect = new CollectRequest
        {
            Out = path,
            Episodes = episodes,
            MaxAttempts = limit,
            Seed = settings.Seed,
            Corrupted = settings.Environment.Corrupted,
            Policy = recipe.Kind == RecipeKind.CollectInterventions && !settings.IsOffline ? inputs[0].Path : null,
            Offline = settings.IsOffline,
            Trigger = recipe.Kind == RecipeKind.CollectInterventions ? inputs.ElementAtOrDefault(1)?.Path : null,
            Patience = patience,
            Style = settings.Style,
        };
        if (recipe.Kind == RecipeKind.CollectDemonstrations)
            return StageArtifacts.Of(recipe, workspace.CollectDemonstrations(collect, null, cancellation));
        if (recipe.Kind == RecipeKind.CollectInterventions)
            return StageArtifacts.Of(recipe, workspace.CollectInterventions(collect, null, cancellation));
        bool replayed = settings.ReplaysMistakes == true;
        var generate = new GenerateRequest
        {
            Out = path,
            Sources = [inputs[0].Path],
            Policy = recipe.Kind == RecipeKind.GenerateInterventions && !replayed ? inputs[1].Path : null,
            Options = settings.Method,
            Trigger = recipe.Kind == RecipeKind.GenerateInterventions ? inputs.ElementAtOrDefault(2)?.Path : null,
            Patience = patience,
            Episodes = episodes,
            MaxAttempts = limit,
            Seed = collect.Seed,
            Corrupted = collect.Corrupted,
            ReplayMistakes = replayed,
        };
        return StageArtifacts.Of(recipe, recipe.Kind == RecipeKind.GenerateDemonstrations
            ? workspace.GenerateDemonstrations(generate, null, cancellation)
            : workspace.GenerateInterventions(generate, null, cancellation));
    }

    private Artifact Train(
        Recipe recipe, string path, IReadOnlyList<Artifact> inputs, Workspace workspace, CancellationToken cancellation)
    {
        var settings = (TrainingSettings)recipe.Settings;
        PolicyConfig config = PolicyConfig.Robomimic with
        {
            Hidden = settings.Hidden,
            GradientSteps = settings.GradientSteps,
            LearningRate = settings.LearningRate,
            NormaliseObservations = settings.NormalisesObservations,
            Schedule = settings.HasCosineSchedule ? LearningRateSchedule.Cosine : LearningRateSchedule.Constant,
            AverageDecay = settings.AverageDecay,
            Sampling = settings.IsWeighted ? WindowSampling.Weighted : WindowSampling.Uniform,
            Seed = settings.Seed,
        };
        TrainingInput[] data = [.. recipe.Inputs.Zip(
            inputs, (input, artifact) => new TrainingInput(artifact.Path, FilterOf(input.Kind), 1))];
        var request = new TrainRequest
        {
            Out = path,
            Data = data,
            Config = config,
            Selection = new CheckpointSelection(settings.SelectionTrials, settings.Checkpoints, Corrupted: true),
            Resources = new TrainingResources { Device = device },
            Seed = settings.Seed,
            Snapshots = settings.Snapshots,
        };
        return StageArtifacts.Of(workspace.Train(request, null, cancellation));
    }

    private static Artifact Select(
        Recipe recipe, string path, IReadOnlyList<Artifact> inputs, Workspace workspace, CancellationToken cancellation)
    {
        var settings = (SelectionSettings)recipe.Settings;
        BestOfSnapshots best = BestOfSnapshots.Find(workspace, new SnapshotFolder(inputs[0].Path).Files, settings, cancellation);
        File.Copy(best.File, path, overwrite: true);
        return new Artifact(path, PolicyDigest.Of(path), best.ToJson());
    }

    private static Artifact KeepAttempts(
        Recipe recipe, string path, IReadOnlyList<Artifact> inputs, Workspace workspace, CancellationToken cancellation)
    {
        using LoadedPolicy policy = workspace.LoadPolicy(inputs[0].Path);
        var settings = (AttemptSettings)recipe.Settings;
        var keys = new EpisodeKey(settings.Seed, SceneSplit.Selection, 0, settings.Environment.Corrupted);
        // A policy that never succeeds is a fact about its attempts, and no lack of them.
        return StageArtifacts.Of(
            recipe, new DatasetRuns(workspace, RunMonitor.Silent, cancellation).KeepRollouts(path, policy, keys, settings.Attempts)) with
        {
            Failure = null,
        };
    }

    private static Artifact Evaluate(
        Recipe recipe, string path, IReadOnlyList<Artifact> inputs, Workspace workspace, CancellationToken cancellation)
    {
        using LoadedPolicy policy = workspace.LoadPolicy(inputs[0].Path);
        var settings = (EvaluationSettings)recipe.Settings;
        var keys = new EpisodeKey(settings.Seed, SceneSplit.Evaluation, 0, settings.Environment.Corrupted);
        return StageArtifacts.Of(path, EvaluationRun.Evaluate(
            workspace, RunMonitor.Silent, "", policy.Policy, keys, AttemptSpan.FromStart(settings.Trials), cancellation,
            workspace.LoadTrigger(inputs.ElementAtOrDefault(1)?.Path)));
    }

    private static Artifact EvaluateOnArm(
        Recipe recipe, string path, IReadOnlyList<Artifact> inputs, Workspace workspace, CancellationToken cancellation)
    {
        using LoadedPolicy policy = workspace.LoadPolicy(inputs[0].Path);
        var settings = (EvaluationSettings)recipe.Settings;
        var keys = new EpisodeKey(settings.Seed, SceneSplit.Evaluation, 0, settings.Environment.Corrupted);
        ArmResult outcome = VirtualArm.Run(policy.Policy, workspace.Spec, keys, settings, cancellation);
        JsonObject facts = outcome.ToJson();
        facts["words"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{100 * outcome.Success.Rate:0.0} %");
        return new Artifact(path, $"{outcome.Success.Successes}/{outcome.Success.Trials}", facts);
    }

    private static SegmentFilter FilterOf(RecipeKind data) =>
        data is RecipeKind.CollectInterventions or RecipeKind.GenerateInterventions ? SegmentFilter.Recovery : SegmentFilter.All;
}
