using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Learning;

namespace IntervenGen;

/// <summary>
/// Runs the whole loop on one task: demonstrations, base policy, interventions, I-Gen, retrained policy, evaluation of both.
/// </summary>
/// <remarks>
/// Every stage leaves its result in the folder, and a stage whose result is there is not repeated: the same request
/// continues after an interruption. Stage times are kept with the results, so the total is the sum over all runs.
/// </remarks>
internal sealed class DemoRun
{
    private readonly Workspace _workspace;
    private readonly DemoRequest _request;
    private readonly RunMonitor _monitor;
    private readonly CancellationToken _cancellation;
    private readonly DemoStages _stages;

    public DemoRun(Workspace workspace, DemoRequest request, RunMonitor monitor, CancellationToken cancellation)
    {
        _workspace = workspace;
        _request = request;
        _monitor = monitor;
        _cancellation = cancellation;
        _stages = new DemoStages(request.Out, Identity(workspace, request));
    }

    public DemoResult Run()
    {
        if (!_workspace.Batch.IsPinned)
            _monitor.Say("  note: the workers could not be pinned to cores of their own");
        int sources = _request.Sizes.SourceEpisodes, generated = _request.Sizes.GeneratedEpisodes;
        string demonstrations = At("demonstrations.igen"), baseData = At("base.igen"), basePolicy = At("base.ckpt");
        string interventions = At("interventions.igen"), igenData = At("igen.igen"), igenPolicy = At("igen.ckpt");

        Stage("1/8", $"{sources} demonstrations by the scripted operator", "collect_demos", demonstrations,
            () => Filled(_workspace.CollectDemonstrations(Collect(demonstrations, 10), _monitor.Watcher, _cancellation), sources));
        Stage("2/8", $"MimicGen: {sources} -> {generated} demonstrations", "generate_demos", baseData,
            () =>
                Filled(_workspace.GenerateDemonstrations(Generate(baseData, demonstrations), _monitor.Watcher, _cancellation), generated));
        Stage("3/8", "base policy (BC-RNN-GMM)", "train_base", basePolicy,
            () => Train("base policy", basePolicy, [new TrainingInput(baseData)], corrupted: false));
        Stage("4/8", $"{sources} interventions on the base policy, beliefs wrong", "collect_interventions", interventions,
            () => Filled(
                _workspace.CollectInterventions(
                    Collect(interventions, 40) with { Policy = basePolicy }, _monitor.Watcher, _cancellation), sources));
        JsonObject generation = Stage("5/8", $"I-Gen: {sources} -> {generated} interventions", "generate_interventions", igenData,
            () => Filled(
                _workspace.GenerateInterventions(
                    Generate(igenData, interventions) with { Policy = basePolicy }, _monitor.Watcher, _cancellation), generated));
        Stage("6/8", "I-Gen policy, trained on demonstrations and recoveries", "train_igen", igenPolicy,
            () => Train(
                "I-Gen policy", igenPolicy, [new TrainingInput(baseData), new TrainingInput(
                    igenData, SegmentFilter.Recovery)], corrupted: true));
        EvaluationResult clean = Evaluate("7/8", "base policy, beliefs true", "evaluate_base_clean", basePolicy, corrupted: false);
        EvaluationResult before = Evaluate("7/8", "base policy, beliefs wrong", "evaluate_base", basePolicy, corrupted: true);
        EvaluationResult after = Evaluate("7/8", "I-Gen policy, beliefs wrong", "evaluate_igen", igenPolicy, corrupted: true);
        // Where there was no ffmpeg, a film is tried again.
        Stage("8/8", "plot and film", "render", At("episode.mp4"), () =>
        {
            DemoPictures.WritePlot(_workspace, At("success.svg"), before, after);
            return DemoPictures.WriteFilm(_workspace, igenData, _request.Out, _monitor, _cancellation);
        });

        return new DemoResult(
            _workspace.Spec.Name, _request.Out, before.Success, after.Success, clean.Success, sources,
            DatasetResult.Read(igenData, 0, reused: true), DemoStages.SecondsOf(generation), _stages.TotalSeconds);
    }

    // Everything that decides what is in the folder.
    private static JsonObject Identity(Workspace workspace, DemoRequest request)
    {
        var identity = new JsonObject
        {
            ["task"] = workspace.Spec.Name,
            ["model"] = workspace.Spec.ModelHash,
            ["seed"] = request.Seed,
            ["sizes"] = JsonSerializer.SerializeToNode(request.Sizes),
            ["version"] = Workspace.Version,
            ["mujoco"] = Workspace.Versions.MuJoCo,
        };
        // Defaults are omitted, so that folders of earlier versions can be continued.
        if (workspace.Stepping != SteppingMode.Fixed)
            identity[EpisodeReplayer.SteppingKey] = workspace.Stepping.ToString();
        if (workspace.Observability != Observability.Full)
            identity[EpisodeReplayer.ObservabilityKey] = workspace.Observability.ToString();
        if (workspace.Task.BeliefError != 1)
            identity[EpisodeReplayer.BeliefErrorKey] = workspace.Task.BeliefError;
        return identity;
    }

    private CollectRequest Collect(string folder, int attemptsEach) => new()
    {
        Out = folder,
        Episodes = _request.Sizes.SourceEpisodes,
        MaxAttempts = (long)attemptsEach * _request.Sizes.SourceEpisodes,
        Seed = _request.Seed,
    };

    private GenerateRequest Generate(string folder, string source) => new()
    {
        Out = folder,
        Sources = [source],
        Episodes = _request.Sizes.GeneratedEpisodes,
        MaxAttempts = 10L * _request.Sizes.GeneratedEpisodes,
        Seed = _request.Seed,
    };

    private string At(string name) => Path.Combine(_request.Out, name);

    // A stage is not repeated while what it made, or measured, is still there.
    private JsonObject Stage(string number, string title, string key, string result, Func<JsonObject> work)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (_stages.Find(key, result) is { } finished)
        {
            _monitor.Say($"[{number}] {title}: done earlier");
            return finished;
        }

        _monitor.Say($"[{number}] {title}");
        var clock = Stopwatch.StartNew();
        JsonObject record = work();
        _stages.Add(key, record, clock.Elapsed);
        return record;
    }

    private JsonObject Train(string title, string path, IReadOnlyList<TrainingInput> inputs, bool corrupted)
    {
        PolicyConfig config = PolicyConfig.Demo with
        {
            GradientSteps = _request.Sizes.GradientSteps,
            Hidden = _request.Sizes.Hidden,
            Seed = _request.Seed,
        };
        var request = new TrainRequest
        {
            Out = path,
            Data = inputs,
            Config = config,
            Resources = new TrainingResources { Threads = _workspace.Batch.WorkerCount },
            Selection = new CheckpointSelection(_request.Sizes.SelectionTrials, 3, corrupted),
            Seed = _request.Seed,
        };
        return new TrainingRun(_workspace, request, _monitor, _cancellation).Train(title).ToJson();
    }

    private EvaluationResult Evaluate(string number, string title, string key, string checkpoint, bool corrupted)
    {
        int trials = _request.Sizes.Trials;
        JsonObject record = Stage(number, $"{title}, {trials} held-out trials", key, checkpoint, () =>
        {
            using RecurrentPolicy policy = RecurrentPolicy.Load(checkpoint, _workspace.Spec);
            var keys = new EpisodeKey(_request.Seed, SceneSplit.Evaluation, 0, corrupted);
            return EvaluationRun.Evaluate(_workspace, _monitor, title, policy, keys, trials, _cancellation).ToJson();
        });
        return _stages.Parse(record, EvaluationResult.FromJson);
    }

    private static JsonObject Filled(DatasetResult outcome, int wanted) => outcome.Kept >= wanted
        ? outcome.ToJson()
        : throw new IntervenGenException(
            $"'{outcome.Folder}' has {outcome.Kept} of {wanted} episodes after {outcome.Attempts} attempts; " +
            $"what decided them: {ReasonCounts.ToJson(outcome.Reasons).ToJsonString()}");
}
