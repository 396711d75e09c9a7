using System.Text.Json.Nodes;
using IntervenGen.Cli.Output;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Generation;
using IntervenGen.Learning;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen.Cli.Workflows;

/// <summary>The four ways a dataset comes about: collected or generated, demonstrations or interventions.</summary>
/// <param name="workspace">The task and its lanes.</param>
/// <param name="reporter">Is told how it goes.</param>
/// <param name="seed">Of every random stream.</param>
/// <param name="cancellation">Stops between steps; what is stored is kept.</param>
/// <param name="anyKind">Whether sources of another kind or observability are taken: asked for by the user, or by an ablation.</param>
/// <param name="mixArithmetic">Whether a run of a machine that rounds differently is continued.</param>
internal sealed class DatasetWorkflows(
    Workspace workspace, Reporter reporter, ulong seed, CancellationToken cancellation, bool anyKind = false, bool mixArithmetic = false)
{
    private const string Demonstrations = "demonstrations", Interventions = "interventions";

    public DatasetOutcome CollectDemonstrations(string folder, int episodes, long attemptLimit, bool corrupted) =>
        Fill("collecting demonstrations", folder, Demonstrations, workspace.Entry.CreateOperator().Label,
            new JsonObject { ["corrupted"] = corrupted },
            null, () => new DemonstrationProgram(workspace.Entry.CreateOperator()),
            new EpisodeKey(seed, SceneSplit.Source, 0, corrupted), new RunLimits(episodes, attemptLimit));

    public DatasetOutcome CollectInterventions(string folder, string checkpoint, int episodes, long attemptLimit, int patience = 0)
    {
        using RecurrentPolicy policy = workspace.LoadPolicy(checkpoint);
        workspace.WarnOfObservability(policy, reporter);
        var config = new JsonObject { ["policy"] = PolicyDigest.Of(checkpoint) };
        AddPatience(config, patience);
        return Fill("collecting interventions", folder, Interventions, workspace.Entry.CreateOperator().Label, config,
            policy, () => new InterventionProgram(workspace.Entry.CreateOperator(), patience),
            new EpisodeKey(seed, SceneSplit.Source, 0, true), new RunLimits(episodes, attemptLimit));
    }

    public DatasetOutcome GenerateDemonstrations(
        string folder, IReadOnlyList<string> sources, GenerationOptions options, int episodes, long attemptLimit, RunPart? part = null,
        bool corrupted = false)
    {
        (IReadOnlyList<SourceSegment> segments, JsonNode digest, string label) = OpenSources(sources, Demonstrations);
        JsonObject config = Config(options, digest, null, part);
        // True beliefs are the default and go unnamed.
        if (corrupted)
            config["corrupted"] = true;
        return Fill("generating demonstrations", folder, "generated demonstrations", label, config,
            null, () => new ReplayedDemonstrationProgram(segments, options),
            new EpisodeKey(seed, SceneSplit.Generation, 0, corrupted), Limits(part, episodes, attemptLimit), KeepsFailures(part));
    }

    public DatasetOutcome GenerateInterventions(
        string folder, IReadOnlyList<string> sources, string checkpoint, GenerationOptions options, int episodes, long attemptLimit,
        RunPart? part = null)
    {
        (IReadOnlyList<SourceSegment> segments, JsonNode digest, string label) = OpenSources(sources, Interventions);
        using RecurrentPolicy policy = workspace.LoadPolicy(checkpoint);
        workspace.WarnOfObservability(policy, reporter);
        return Fill("generating interventions", folder, "generated interventions", label,
            Config(options, digest, PolicyDigest.Of(checkpoint), part),
            policy, () => new ReplayedRecoveryProgram(segments, options),
            new EpisodeKey(seed, SceneSplit.Generation, 0, true), Limits(part, episodes, attemptLimit), KeepsFailures(part));
    }

    /// <summary>The ablation: mistakes are replayed from the sources as well.</summary>
    public DatasetOutcome GenerateWithReplayedMistakes(
        string folder, IReadOnlyList<string> sources, GenerationOptions options, int episodes, long attemptLimit, RunPart? part = null)
    {
        (IReadOnlyList<SourceIntervention> interventions, JsonNode digest, string label) =
            OpenSources(sources, Interventions, SourceIntervention.Extract);
        JsonObject config = Config(options, digest, null, part);
        config["mistakes"] = "replayed";
        return Fill("generating interventions, mistakes replayed", folder, "generated interventions", label, config,
            null, () => new ReplayedMistakeProgram(interventions, options),
            new EpisodeKey(seed, SceneSplit.Generation, 0, true), Limits(part, episodes, attemptLimit), KeepsFailures(part));
    }

    /// <summary>Rolls a policy out and keeps every trial, failed ones too, to be looked at.</summary>
    public DatasetOutcome KeepRollouts(string folder, string checkpoint, IBatchPolicy policy, EpisodeKey keys, int trials) =>
        Fill("evaluating", folder, "rollouts", "none",
            new JsonObject { ["policy"] = PolicyDigest.Of(checkpoint), ["corrupted"] = keys.Corrupted },
            policy, () => new RolloutProgram(), keys, new RunLimits(int.MaxValue, trials), keepFailures: true);

    private DatasetOutcome Fill(
        string title, string folder, string kind, string label, JsonObject config, IBatchPolicy? policy,
        Func<AttemptProgram> createProgram, EpisodeKey keys, RunLimits limits, bool keepFailures = false)
    {
        // Fixed substeps are the default and go unnamed, so that datasets of before keep their digest.
        if (workspace.Stepping != SteppingMode.Fixed)
            config[EpisodeReplayer.SteppingKey] = workspace.Stepping.ToString();
        if (policy is not null && workspace.Inference != PolicyInference.Kernel)
            config["inference"] = workspace.Inference.ToString();
        if (workspace.Observability != Observability.Full)
            config[EpisodeReplayer.ObservabilityKey] = workspace.Observability.ToString();
        workspace.AddNames(config);
        if (keys.Corrupted && workspace.Task.BeliefError != 1)
            config[EpisodeReplayer.BeliefErrorKey] = workspace.Task.BeliefError;
        var manifest = StoreManifest.For(workspace.Spec, seed, kind, label, config, Workspace.Versions);
        return AttemptWorkflow.Fill(
            workspace, reporter, title, folder, manifest, policy, createProgram, keys, limits, cancellation, keepFailures, mixArithmetic);
    }

    private static void AddPatience(JsonObject config, int patience)
    {
        // An operator who takes over at once is the default and goes unnamed.
        if (patience > 0)
            config["patience"] = patience;
    }

    private (IReadOnlyList<SourceSegment> Segments, JsonNode Digest, string Label) OpenSources(IReadOnlyList<string> folders, string kind)
    {
        (IReadOnlyList<SourceSegment> Segments, JsonNode Digest, string Label) source =
            OpenSources(folders, kind, (episodes, subtasks) => SourceSegment.Extract(episodes, subtasks));
        for (int subtask = 0; subtask < workspace.Spec.Subtasks.Count; subtask++)
        {
            // An intervention may begin at any subtask; a demonstration that lacks one is none of the whole task.
            if (source.Segments.All(segment => segment.Subtask != subtask))
            {
                throw new UsageException(
                    $"'{string.Join("' and '", folders)}' has no segment of subtask '{workspace.Spec.Subtasks[subtask].Name}' "
                    + $"({subtask + 1} of {workspace.Spec.Subtasks.Count}), which an attempt may need: collect sources that show it");
            }
        }

        return source;
    }

    private (T Sources, JsonNode Digest, string Label) OpenSources<T>(
        IReadOnlyList<string> folders, string kind, Func<IEpisodeSource, IReadOnlyList<SubtaskSpec>, T> extract)
    {
        using var stores = new SourceStores(folders);
        foreach (EpisodeStore store in stores.All)
            Check(store, kind);
        return (extract(stores.Joined, workspace.Spec.Subtasks), stores.Digest, stores.Operator);
    }

    private void Check(EpisodeStore store, string kind)
    {
        if (store.Task != workspace.Spec.Name)
            throw new UsageException($"'{store.Folder}' holds episodes of task '{store.Task}', not of '{workspace.Spec.Name}'");
        if (store.Manifest.Kind != kind && !anyKind)
            throw new UsageException(
                $"'{store.Folder}' holds {store.Manifest.Kind}, and {kind} are asked for; to use it all the same, add --any-kind");
        Observability seen = EpisodeReplayer.ObservabilityOf(store);
        // What a contact reveals decides what an operator corrects; demonstrations do not wait for one.
        if (kind == Interventions && seen != workspace.Observability && !anyKind)
            throw new UsageException(
                $"'{store.Folder}' was collected with --observability {seen}, and {workspace.Observability} is asked for; "
                + $"add --observability {seen}, or --any-kind to mix them");
        if (!store.Manifest.IsComplete)
            reporter.Say($"  note: '{store.Folder}' is not complete; its {store.Count} episodes so far are the source");
    }

    // A part keeps every success of its attempts: which of them count is known when all parts are merged.
    private static RunLimits Limits(RunPart? part, int episodes, long attempts) =>
        part is null ? new RunLimits(episodes, attempts) : new RunLimits(int.MaxValue, part.Span);

    private static bool KeepsFailures(RunPart? part) => part is { IsSingle: true };

    private static JsonObject Config(GenerationOptions options, JsonNode sourceDigest, string? policyDigest, RunPart? part)
    {
        JsonObject config = Config(options, sourceDigest, policyDigest);
        if (part is { Span.First: > 0 })
            config[EpisodeStoreMerge.FirstAttemptKey] = part.Span.First;
        if (part is { IsSingle: false })
        {
            config[EpisodeStoreMerge.PartsKey] = part.Parts;
            config[EpisodeStoreMerge.PartedAttemptsKey] = part.Attempts;
        }

        if (options.ReturnToEarlierSubtasks)
            config["returnToEarlierSubtasks"] = true;
        AddPatience(config, options.Patience);
        return config;
    }

    private static JsonObject Config(GenerationOptions options, JsonNode sourceDigest, string? policyDigest) => new()
    {
        ["source"] = sourceDigest,
        ["policy"] = policyDigest,
        ["selection"] = options.Selection.ToString(),
        ["actionNoise"] = options.ActionNoise,
        ["interpolationStep"] = options.InterpolationStep,
        ["interpolationTurn"] = options.InterpolationTurn,
        ["interpolationMinimum"] = options.InterpolationMinimum,
        ["interpolationLift"] = options.InterpolationLift,
        ["policyHorizon"] = options.PolicyHorizon,
        ["reactionLimit"] = options.ReactionLimit,
        ["recoveryLimit"] = options.RecoveryLimit,
    };
}
