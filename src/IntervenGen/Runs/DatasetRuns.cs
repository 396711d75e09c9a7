using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Generation;
using IntervenGen.Learning.Policies;
using IntervenGen.Learning.Triggers;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen;

/// <summary>Runs that make datasets: collecting or generating demonstrations and interventions, and rollouts.</summary>
/// <param name="workspace">The task and its lanes.</param>
/// <param name="monitor">Reports progress.</param>
/// <param name="cancellation">Stops between control steps; what has been stored is kept.</param>
internal sealed class DatasetRuns(Workspace workspace, RunMonitor monitor, CancellationToken cancellation)
{
    /// <summary>Setting of a dataset that a learned trigger took part in: the trigger's digest.</summary>
    public const string TriggerKey = "trigger";

    public DatasetResult CollectDemonstrations(CollectRequest request) =>
        Fill(new FillRun(
            "collecting demonstrations", request.Out, DatasetKind.Demonstrations, workspace.Entry.CreateOperator(request.Style).Label)
        {
            Config = WithPart(new JsonObject { ["corrupted"] = request.Corrupted }, request.Part),
            CreateProgram = () => new DemonstrationProgram(workspace.Entry.CreateOperator(request.Style), workspace.MayReturn),
            Keys = new EpisodeKey(request.Seed, SceneSplit.Source, 0, request.Corrupted),
            Limits = Limits(request.Part, request.Episodes, AttemptLimit.Of(request.MaxAttempts, request.Episodes, patience: 0)),
            MixArithmetic = request.MixArithmetic,
        });

    public DatasetResult CollectInterventions(CollectRequest request)
    {
        if (request.Offline)
            return CollectDeliberateMistakes(request);
        string checkpoint = request.Policy ?? throw new UsageException(
            "interventions correct a policy, and none is given: name one with --policy, or make the mistakes on purpose with --offline");
        TriggerModel? trigger = workspace.LoadTrigger(request.Trigger);
        if (trigger is not null && request.Patience is > 0)
            throw new UsageException("a trigger calls the operator at once; leave out the patience, or the trigger");
        if (trigger is null && workspace.Observability == Observability.OnRequest)
            throw new UsageException("where contact is not felt nobody is told of a mistake; give a trigger by which the robot asks");
        using LoadedPolicy policy = workspace.LoadPolicy(checkpoint);
        int patience = trigger is null ? OperatorPatience.Of(policy.Facts, request.Patience) : 0;
        workspace.WarnOfDifferences(policy, monitor);
        var config = new JsonObject { ["policy"] = policy.Facts.Digest };
        AddPatience(config, patience);
        AddTrigger(config, trigger);
        string label = workspace.Entry.CreateOperator(request.Style).Label;
        return Fill(new FillRun("collecting interventions", request.Out, DatasetKind.Interventions, label)
        {
            Config = WithPart(config, request.Part),
            Policy = policy.Policy,
            CreateProgram = () => trigger is null
                ? new InterventionProgram(workspace.Entry.CreateOperator(request.Style), patience, workspace.MayReturn)
                : new GatedInterventionProgram(
                    workspace.Entry.CreateOperator(request.Style), trigger.Create(), workspace.MayReturn),
            Keys = new EpisodeKey(request.Seed, SceneSplit.Source, 0, true),
            // What the robot asked for, and how often, is counted from the steps.
            KeepsFailures = trigger is not null,
            Limits = Limits(request.Part, request.Episodes, AttemptLimit.Of(request.MaxAttempts, request.Episodes, patience)),
            MixArithmetic = request.MixArithmetic,
        });
    }

    public DatasetResult GenerateDemonstrations(GenerateRequest request)
    {
        (IReadOnlyList<SourceSegment> segments, JsonNode digest, string label, TaskSpec? other) = OpenSources(
            request, DatasetKind.Demonstrations);
        JsonObject config = Config(request.Options, digest, null, request.Part);
        AddShapes(config, other);
        // True beliefs are the default and are omitted.
        if (request.Corrupted)
            config["corrupted"] = true;
        return Fill(Generation(request, "generating demonstrations", DatasetKind.GeneratedDemonstrations, label) with
        {
            Config = config,
            CreateProgram = () => new ReplayedDemonstrationProgram(segments, request.Options),
            Keys = Keys(request, request.Corrupted),
        });
    }

    public DatasetResult GenerateInterventions(GenerateRequest request)
    {
        if (request.ReplayMistakes)
            return GenerateWithReplayedMistakes(request);
        string checkpoint = request.Policy ?? throw new UsageException("interventions correct a policy's mistakes, and no policy is given");
        (IReadOnlyList<SourceSegment> segments, JsonNode digest, string label, TaskSpec? other) = OpenSources(
            request, DatasetKind.Interventions);
        TriggerModel? trigger = workspace.LoadTrigger(request.Trigger);
        using LoadedPolicy policy = workspace.LoadPolicy(checkpoint);
        GenerationOptions options = request.Options.ForInterventions() with { Patience = Patience(request, policy.Facts) };
        workspace.WarnOfDifferences(policy, monitor);
        JsonObject config = Config(options, digest, policy.Facts.Digest, request.Part);
        AddShapes(config, other);
        AddTrigger(config, trigger);
        return Fill(Generation(request, "generating interventions", DatasetKind.GeneratedInterventions, label, options.Patience) with
        {
            Config = config,
            Policy = policy.Policy,
            CreateProgram = () => new ReplayedRecoveryProgram(segments, options, trigger?.Create()),
            Keys = Keys(request, corrupted: true),
        });
    }

    /// <summary>Runs a policy and stores every trial, failed ones included, for inspection.</summary>
    public DatasetResult KeepRollouts(string folder, LoadedPolicy policy, EpisodeKey keys, int trials, TriggerModel? trigger = null)
    {
        var config = new JsonObject { ["policy"] = policy.Facts.Digest, ["corrupted"] = keys.Corrupted };
        AddTrigger(config, trigger);
        return Fill(new FillRun("evaluating", folder, DatasetKind.Rollouts, "none")
        {
            Config = config,
            Policy = policy.Policy,
            CreateProgram = () => new RolloutProgram(trigger?.Create()),
            Keys = keys,
            Limits = new RunLimits(int.MaxValue, trials),
            KeepsFailures = true,
        });
    }

    // The offline mode: no policy is there to make mistakes, so the operator makes them.
    private DatasetResult CollectDeliberateMistakes(CollectRequest request)
    {
        if (request.Policy is not null)
            throw new UsageException("an operator who makes the mistakes on purpose corrects no policy: leave the policy out");
        if (request.Trigger is not null || request.Patience is > 0)
            throw new UsageException("an operator who makes the mistakes on purpose waits for no policy: leave trigger and patience out");
        if (workspace.Observability == Observability.OnRequest)
            throw new UsageException("where contact is not felt a robot asks, and offline there is none: nothing would show the mistake");
        string label = workspace.Entry.CreateOperator(request.Style).Label;
        return Fill(new FillRun("collecting deliberate mistakes", request.Out, DatasetKind.Interventions, label)
        {
            Config = WithPart(new JsonObject { [EpisodeReplayer.MistakesKey] = EpisodeReplayer.Deliberate }, request.Part),
            CreateProgram = () => new DeliberateMistakeProgram(
                workspace.Entry.CreateOperator(request.Style), workspace.MayReturn),
            Keys = new EpisodeKey(request.Seed, SceneSplit.Source, 0, true),
            Limits = Limits(request.Part, request.Episodes, AttemptLimit.Of(request.MaxAttempts, request.Episodes, patience: 0)),
            MixArithmetic = request.MixArithmetic,
        });
    }

    // The ablation: mistakes are replayed from the sources as well.
    private DatasetResult GenerateWithReplayedMistakes(GenerateRequest request)
    {
        (IReadOnlyList<SourceIntervention> interventions, JsonNode digest, string label, _) =
            OpenSources(request, DatasetKind.Interventions, SourceIntervention.Extract);
        GenerationOptions options = request.Options.ForInterventions();
        JsonObject config = Config(options, digest, null, request.Part);
        config[EpisodeReplayer.MistakesKey] = "replayed";
        return Fill(Generation(request, "generating interventions, mistakes replayed", DatasetKind.GeneratedInterventions, label) with
        {
            Config = config,
            CreateProgram = () => new ReplayedMistakeProgram(interventions, options),
            Keys = Keys(request, corrupted: true),
        });
    }

    private static int Patience(GenerateRequest request, PolicyFacts policy) =>
        request.Options.Patience > 0 && request.Patience is null
            ? request.Options.Patience
            : OperatorPatience.Of(policy, request.Patience);

    private static FillRun Generation(GenerateRequest request, string title, DatasetKind kind, string label, int patience = 0) =>
        new(title, request.Out, kind, label)
        {
            Limits = Limits(request.Part, request.Episodes, AttemptLimit.Of(request.MaxAttempts, request.Episodes, patience)),
            KeepsFailures = request.KeepFailures || request.Part is { IsSingle: true },
            MixArithmetic = request.MixArithmetic,
        };

    private static EpisodeKey Keys(GenerateRequest request, bool corrupted) =>
        new(request.Seed, SceneSplit.Generation, 0, corrupted);

    private DatasetResult Fill(FillRun run)
    {
        JsonObject config = run.Config;
        // Failures with their steps make another dataset; those of a single attempt, and of kinds that always have them, are expected.
        if (run.KeepsFailures && run.Kind.IsGenerated() && run.Limits.Attempts > 1)
            config["failures"] = "kept";
        // Fixed substeps are the default and are omitted, so that datasets written by earlier versions keep their digest.
        if (workspace.Stepping != SteppingMode.Fixed)
            config[EpisodeReplayer.SteppingKey] = workspace.Stepping.ToString();
        if (run.Policy is not null && workspace.Inference != PolicyInference.Kernel)
            config["inference"] = workspace.Inference.ToString();
        if (workspace.Observability != Observability.Full)
            config[EpisodeReplayer.ObservabilityKey] = workspace.Observability.ToString();
        workspace.AddError(config);
        workspace.AddModel(config);
        if (run.Keys.Corrupted && workspace.Task.BeliefError != 1)
            config[EpisodeReplayer.BeliefErrorKey] = workspace.Task.BeliefError;
        var manifest = StoreManifest.For(workspace.Spec, run.Keys.Seed, run.Kind, run.Operator, config, Workspace.Versions);
        return new DatasetFill(workspace, monitor, cancellation).Fill(run, manifest);
    }

    // Contact is the default and is omitted.
    private static void AddTrigger(JsonObject config, TriggerModel? trigger)
    {
        if (trigger is not null)
            config[TriggerKey] = trigger.Digest;
    }

    private void AddShapes(JsonObject config, TaskSpec? other)
    {
        if (other is not null)
            config["keyPoints"] = JsonSerializer.SerializeToNode(KeyPointsOf(other).Concat(KeyPointsOf(workspace.Spec)));
    }

    // Which object, which point and where: what a warp follows from.
    private static IEnumerable<string> KeyPointsOf(TaskSpec spec) => spec.KeyPoints.Select(point => FormattableString.Invariant(
        $"{spec.Name}/{spec.Objects[point.Object]}/{point.Name}: {point.Position.X} {point.Position.Y} {point.Position.Z}"));

    private static void AddPatience(JsonObject config, int patience)
    {
        // A patience of 0 is the default and is omitted.
        if (patience > 0)
            config["patience"] = patience;
    }

    private (IReadOnlyList<SourceSegment> Segments, JsonNode Digest, string Label, TaskSpec? Other) OpenSources(
        GenerateRequest request, DatasetKind kind)
    {
        (IReadOnlyList<SourceSegment> Segments, JsonNode Digest, string Label, TaskSpec? Other) source =
            OpenSources(request, kind, (episodes, subtasks) => SourceSegment.Extract(episodes, subtasks));
        if (source.Other is { } other)
        {
            var shapes = new SourceShapes(other, workspace.Spec);
            source.Segments = [.. source.Segments.Select(shapes.Fit)];
        }

        for (int subtask = 0; subtask < workspace.Spec.Subtasks.Count; subtask++)
        {
            // An intervention may begin at any subtask; a demonstration that lacks one is none of the whole task.
            if (source.Segments.All(segment => segment.Subtask != subtask))
            {
                throw new UsageException(
                    $"'{string.Join("' and '", request.Sources)}' has no segment of subtask '{workspace.Spec.Subtasks[subtask].Name}' " +
                    $"({subtask + 1} of {workspace.Spec.Subtasks.Count}), which an attempt may need: collect sources that show it");
            }
        }

        return source;
    }

    // Other: the task of the sources, where it is another one.
    private (T Sources, JsonNode Digest, string Label, TaskSpec? Other) OpenSources<T>(
        GenerateRequest request, DatasetKind kind, Func<IEpisodeSource, IReadOnlyList<SubtaskSpec>, T> extract)
    {
        using var stores = new SourceStores(request.Sources);
        TaskSpec? other = SourceSpec(request);
        TaskSpec spec = other ?? workspace.Spec;
        foreach (EpisodeStore store in stores.All)
            Check(store, spec.Name, kind, request.AnyKind);
        return (extract(stores.Joined, spec.Subtasks), stores.Digest, stores.Operator, other);
    }

    private static TaskSpec? SourceSpec(GenerateRequest request)
    {
        if (request.SourceTask is not { } name)
            return null;
        if (request.ReplayMistakes)
            throw new UsageException("mistakes are replayed where they were made: leave out the sources' other task, or run a policy");
        using SimulatedTask task = TaskCatalog.Find(name).Open();
        return task.Spec;
    }

    private void Check(EpisodeStore store, string task, DatasetKind kind, bool anyKind)
    {
        if (store.Task != task)
        {
            throw new UsageException(
                $"'{store.Folder}' holds episodes of task '{store.Task}', not of '{task}'; where that task has the same objects in other " +
                "shapes, name it with --key-points-of");
        }

        if (store.Manifest.Kind != kind && !anyKind)
            throw new UsageException(
                $"'{store.Folder}' holds {store.Manifest.Kind.Name()}, and {kind.Name()} are asked for; to use it all the same, add " +
                "--any-kind");
        Observability seen = EpisodeReplayer.ObservabilityOf(store);
        // What a contact reveals decides what an operator corrects; demonstrations do not wait for one. Once it has asked, a robot
        // that feels nothing knows as much as one that feels all.
        bool isOther = seen != workspace.Observability && (seen, workspace.Observability) != (Observability.Full, Observability.OnRequest);
        if (kind == DatasetKind.Interventions && isOther && !anyKind)
            throw new UsageException(
                $"'{store.Folder}' was collected with --observability {seen}, and {workspace.Observability} is asked for; add " +
                $"--observability {seen}, or --any-kind to mix them");
        if (!store.Manifest.IsComplete)
            monitor.Say($"  note: '{store.Folder}' is not complete; its {store.Count} episodes so far are the source");
    }

    // A part keeps every success of its attempts: which of them count is known when all parts are merged.
    private static RunLimits Limits(RunPart? part, int episodes, long attempts) =>
        part is null ? new RunLimits(episodes, attempts) : new RunLimits(int.MaxValue, part.Span);

    private static JsonObject Config(GenerationOptions options, JsonNode sourceDigest, string? policyDigest, RunPart? part)
    {
        JsonObject config = WithPart(Config(options, sourceDigest, policyDigest), part);
        if (options.ReturnToEarlierSubtasks)
            config["returnToEarlierSubtasks"] = true;
        // As patience: what is not used is omitted, so that datasets written by earlier versions keep their digest.
        if (options.SettleSteps > 0)
            config["settleSteps"] = options.SettleSteps;
        if (options.SkipDetours)
            config["skipDetours"] = true;
        if (options.MissChance > 0)
            config["missChance"] = options.MissChance;
        if (options.SelectionNeighbours > 0)
            config["selectionNeighbours"] = options.SelectionNeighbours;
        if (options.PlansTransit == true)
            config["plansTransit"] = true;
        if (options.ChecksRecoveries)
            config["checksRecoveries"] = true;
        if (options.PushLimit > 0)
            config["pushLimit"] = options.PushLimit;
        AddPatience(config, options.Patience);
        return config;
    }

    private static JsonObject WithPart(JsonObject config, RunPart? part)
    {
        if (part is { Span.First: > 0 })
            config[EpisodeStoreMerge.FirstAttemptKey] = part.Span.First;
        if (part is { IsSingle: false })
        {
            config[EpisodeStoreMerge.PartsKey] = part.Parts;
            config[EpisodeStoreMerge.PartedAttemptsKey] = part.Attempts;
        }

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
