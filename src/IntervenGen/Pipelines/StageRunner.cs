using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Experiments;
using IntervenGen.Learning;
using IntervenGen.Learning.Policies;

namespace IntervenGen;

/// <summary>The machine's share of one stage.</summary>
/// <param name="Workers">Worker threads of each of the stages that run at the same time.</param>
/// <param name="Lanes">Simulated worlds of each.</param>
internal sealed record StageResources(int Workers, int Lanes);

/// <summary>Executes the stages of a run through the same library calls as the single commands.</summary>
internal sealed class StageRunner(StageResources resources, RunFolder folder, StageNames names, RunMonitor monitor) : IRecipeRunner
{
    private readonly Fingerprints _fingerprints = new();

    /// <summary>Whether stages report as they go; where several run side by side, none has the terminal.</summary>
    public bool Reports { get; init; } = true;

    /// <summary>The opened task on which every stage runs; null where every stage opens its own.</summary>
    public Workspace? Shared { get; init; }

    /// <inheritdoc/>
    public string Fingerprint(Recipe recipe) => Shared is { } shared ? Fingerprints.Of(shared.Task) : _fingerprints.Of(recipe);

    /// <inheritdoc/>
    public string Extension(RecipeKind kind) => ExtensionOf(kind);

    /// <summary>Extension of what a kind of stage makes.</summary>
    public static string ExtensionOf(RecipeKind kind) => kind switch
    {
        RecipeKind.Train or RecipeKind.UsePolicy => ".ckpt",
        RecipeKind.Evaluate or RecipeKind.EvaluateOnArm or RecipeKind.CheckGain => "",
        RecipeKind.Export => ".hdf5",
        RecipeKind.ExportLeRobot => ".lerobot",
        _ => ".igen",
    };

    /// <inheritdoc/>
    public Artifact Run(Recipe recipe, string path, IReadOnlyList<Artifact> inputs, int slot, CancellationToken cancellation)
    {
        switch (recipe.Kind)
        {
            case RecipeKind.UseDataset:
                return StageInputs.UseDataset((GivenSettings)recipe.Settings, recipe);
            case RecipeKind.UsePolicy:
                return StageInputs.UsePolicy((GivenSettings)recipe.Settings);
            case RecipeKind.ImportDataset:
                return StageInputs.Import((GivenSettings)recipe.Settings, recipe, path, cancellation);
            case RecipeKind.CheckGain:
                return StageInputs.CheckGain((GainSettings)recipe.Settings, recipe, inputs);
            case RecipeKind.Export or RecipeKind.ExportLeRobot:
                return StageInputs.Export((ExportSettings)recipe.Settings, path, inputs[0], Watch(recipe), cancellation);
            case RecipeKind.AwaitPerson:
                return new PersonStage(recipe, path, inputs, monitor).Await(cancellation);
        }

        var settings = (StageSettings)recipe.Settings;
        using Workspace? own = Shared is null ? Open(recipe, settings.Scene, slot) : null;
        Workspace workspace = own ?? Shared!;
        RunMonitor watched = Watch(recipe);
        return recipe.Kind switch
        {
            RecipeKind.Train => Train(recipe, path, inputs, workspace, watched, cancellation),
            RecipeKind.Evaluate => Evaluate(recipe, path, inputs, workspace, watched, cancellation),
            _ => Fill(recipe, path, inputs, workspace, part: null, watched, cancellation),
        };
    }

    /// <summary>Makes one part of a stage's attempts or trials.</summary>
    /// <param name="recipe">A stage that <see cref="IsDivisible"/>.</param>
    /// <param name="path">Path of the part's result.</param>
    /// <param name="inputs">Results of the stage's inputs.</param>
    /// <param name="part">Which attempts.</param>
    /// <param name="cancellation">Stops between control steps; what has been made is kept.</param>
    public Artifact RunPart(
        Recipe recipe, string path, IReadOnlyList<Artifact> inputs, RunPart part, CancellationToken cancellation)
    {
        using Workspace workspace = Open(recipe, ((StageSettings)recipe.Settings).Scene, slot: 0);
        RunMonitor watched = Watch(recipe, part);
        if (recipe.Kind != RecipeKind.Evaluate)
            return Fill(recipe, path, inputs, workspace, part, watched, cancellation);
        using LoadedPolicy policy = workspace.LoadPolicy(inputs[0].Path, ((TrialSettings)recipe.Settings).Greedy);
        return StageArtifacts.Of(path, Evaluate(recipe, policy, workspace, part.Span, watched, cancellation));
    }

    /// <summary>Whether a stage's attempts can be made in parts by several processes.</summary>
    public static bool IsDivisible(RecipeKind kind) => kind is RecipeKind.CollectDemonstrations or RecipeKind.CollectInterventions
        or RecipeKind.GenerateDemonstrations or RecipeKind.GenerateInterventions or RecipeKind.Evaluate;

    private Workspace Open(Recipe recipe, RunScene scene, int slot) => Workspace.Open(new WorkspaceOptions
    {
        Task = recipe.Task,
        Robot = recipe.Robot,
        Observability = scene.Observability,
        BeliefError = scene.BeliefError,
        Error = scene.Error,
        Drops = scene.Drops,
        Stepping = scene.Stepping,
        Inference = scene.Inference,
        Lanes = resources.Lanes,
        Workers = resources.Workers,
        FirstCore = slot * resources.Workers,
    });

    private RunMonitor Watch(Recipe recipe, RunPart? part = null)
    {
        // Parts are made side by side.
        string name = names.FullName(recipe) + (part is { Span.First: var first }
            ? string.Create(CultureInfo.InvariantCulture, $".from-{first}") : "");
        return new(new StageProgress(folder.Root, name, recipe.Title, Reports ? monitor.Watcher : null));
    }

    private static Artifact Fill(
        Recipe recipe, string path, IReadOnlyList<Artifact> inputs, Workspace workspace, RunPart? part, RunMonitor watched,
        CancellationToken cancellation)
    {
        var settings = (FillSettings)recipe.Settings;
        var runs = new DatasetRuns(workspace, watched, cancellation);
        bool areInterventions = recipe.Kind is RecipeKind.CollectInterventions or RecipeKind.GenerateInterventions;
        bool takesPolicy = areInterventions && !settings.IsOffline;
        string? policy = takesPolicy ? inputs[^1].Path : null;
        if (settings.Options is not { } options)
        {
            var collect = new CollectRequest
            {
                Out = path,
                Episodes = settings.Episodes,
                MaxAttempts = settings.MaxAttempts,
                Seed = settings.Seed,
                Corrupted = settings.Corrupted,
                Policy = policy,
                Trigger = settings.Trigger?.Path,
                Offline = settings.IsOffline,
                Patience = settings.Patience,
                Part = part,
            };
            return StageArtifacts.Of(recipe, areInterventions ? runs.CollectInterventions(collect) : runs.CollectDemonstrations(collect));
        }

        var generate = new GenerateRequest
        {
            Out = path,
            Sources = [.. inputs.Take(inputs.Count - (takesPolicy ? 1 : 0)).Select(source => source.Path)],
            Policy = policy,
            Trigger = settings.Trigger?.Path,
            Options = options,
            Patience = settings.Patience,
            Episodes = settings.Episodes,
            MaxAttempts = settings.MaxAttempts,
            Seed = settings.Seed,
            Corrupted = settings.Corrupted,
            ReplayMistakes = settings.IsOffline,
            Part = part,
            // A run's file says which datasets are its sources.
            AnyKind = true,
        };
        return StageArtifacts.Of(recipe, areInterventions ? runs.GenerateInterventions(generate) : runs.GenerateDemonstrations(generate));
    }

    private static Artifact Train(
        Recipe recipe, string path, IReadOnlyList<Artifact> inputs, Workspace workspace, RunMonitor watched,
        CancellationToken cancellation)
    {
        var settings = (PolicySettings)recipe.Settings;
        Artifact[] data = [.. inputs.Take(inputs.Count - (settings.StartsFromLast ? 1 : 0))];
        var request = new TrainRequest
        {
            Out = path,
            Data = [.. data.Select((artifact, index) => InputOf(artifact.Path, index, settings))],
            Config = settings.Config,
            Selection = settings.Selection,
            Trigger = settings.Trigger?.Path,
            Resources = new TrainingResources { Device = settings.Device, Threads = workspace.Batch.WorkerCount },
            Seed = settings.Seed,
            Init = settings.StartsFromLast ? inputs[^1].Path : null,
            ValidFraction = settings.ValidFraction,
        };
        return StageArtifacts.Of(new TrainingRun(workspace, request, watched, cancellation).Train(recipe.Title));
    }

    private static TrainingInput InputOf(string dataset, int index, PolicySettings settings)
    {
        using EpisodeStore store = EpisodeStore.Open(dataset);
        bool areInterventions = store.Manifest.Kind.HoldsInterventions();
        return new TrainingInput(
            dataset, areInterventions ? SegmentFilter.Recovery : SegmentFilter.All,
            settings.Weights.Count > index ? settings.Weights[index] : 1, areInterventions ? settings.Cap : null);
    }

    private static Artifact Evaluate(
        Recipe recipe, string path, IReadOnlyList<Artifact> inputs, Workspace workspace, RunMonitor watched,
        CancellationToken cancellation)
    {
        var settings = (TrialSettings)recipe.Settings;
        using LoadedPolicy policy = workspace.LoadPolicy(inputs[0].Path, settings.Greedy);
        workspace.WarnOfDifferences(policy, watched);
        return StageArtifacts.Of(
            path, Evaluate(recipe, policy, workspace, AttemptSpan.FromStart(settings.Trials), watched, cancellation));
    }

    private static EvaluationResult Evaluate(
        Recipe recipe, LoadedPolicy policy, Workspace workspace, AttemptSpan trials, RunMonitor watched, CancellationToken cancellation)
    {
        var settings = (TrialSettings)recipe.Settings;
        return EvaluationRun.Evaluate(
            workspace, watched, recipe.Title, policy.Policy, settings.Keys, trials, cancellation,
            workspace.LoadTrigger(settings.Trigger?.Path));
    }
}
