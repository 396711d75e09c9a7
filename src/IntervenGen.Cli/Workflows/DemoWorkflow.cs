using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Cli.Output;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Experiments;
using IntervenGen.Learning;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen.Cli.Workflows;

/// <summary>Sizes of a demonstration run.</summary>
internal sealed record DemoSizes(int SourceEpisodes, int GeneratedEpisodes, int GradientSteps, int Hidden, int SelectionTrials, int Trials);

/// <summary>The whole loop on one task: demonstrations, base policy, interventions, I-Gen, retrained policy, both measured.</summary>
/// <remarks>
/// Every stage leaves its result in the folder, and a stage whose result is there is not repeated: the same command
/// continues after an interruption. Stage times are kept with the results, so the total is the sum over all runs.
/// </remarks>
internal sealed class DemoWorkflow
{
    private readonly Workspace _workspace;
    private readonly Reporter _reporter;
    private readonly string _folder;
    private readonly ulong _seed;
    private readonly DemoSizes _sizes;
    private readonly CancellationToken _cancellation;
    private readonly JsonObject _stages;

    public DemoWorkflow(
        Workspace workspace, Reporter reporter, string folder, ulong seed, DemoSizes sizes, CancellationToken cancellation)
    {
        _workspace = workspace;
        _reporter = reporter;
        _folder = folder;
        _seed = seed;
        _sizes = sizes;
        _cancellation = cancellation;
        Outputs.Folder(folder);
        _stages = OpenStages();
    }

    public JsonObject Run()
    {
        if (!_workspace.Batch.IsPinned)
            _reporter.Say("  note: the workers could not be pinned to cores of their own");
        int sources = _sizes.SourceEpisodes, generated = _sizes.GeneratedEpisodes;
        string demonstrations = At("demonstrations.igen"), baseData = At("base.igen"), basePolicy = At("base.ckpt");
        string interventions = At("interventions.igen"), igenData = At("igen.igen"), igenPolicy = At("igen.ckpt");

        Stage("1/8", $"{sources} demonstrations by the scripted operator", "collect_demos", demonstrations,
            () => Filled(_workspace.CollectDemonstrations(Collect(demonstrations, sources, 10), _reporter.Progress, _cancellation), sources));
        Stage("2/8", $"MimicGen: {sources} -> {generated} demonstrations", "generate_demos", baseData,
            () => Filled(_workspace.GenerateDemonstrations(Generate(baseData, demonstrations, generated), _reporter.Progress, _cancellation), generated));
        Stage("3/8", "base policy (BC-RNN-GMM)", "train_base", basePolicy,
            () => Train("base policy", basePolicy, [new TrainingInput(baseData, SegmentFilter.All, 1)], corrupted: false).ToJson());
        Stage("4/8", $"{sources} interventions on the base policy, beliefs wrong", "collect_interventions", interventions,
            () => Filled(_workspace.CollectInterventions(Collect(interventions, sources, 40) with { Policy = basePolicy }, _reporter.Progress, _cancellation), sources));
        JsonObject generation = Stage("5/8", $"I-Gen: {sources} -> {generated} interventions", "generate_interventions", igenData,
            () => Filled(_workspace.GenerateInterventions(Generate(igenData, interventions, generated) with { Policy = basePolicy }, _reporter.Progress, _cancellation), generated));
        Stage("6/8", "I-Gen policy, trained on demonstrations and recoveries", "train_igen", igenPolicy,
            () => Train("I-Gen policy", igenPolicy,
                [new TrainingInput(baseData, SegmentFilter.All, 1), new TrainingInput(igenData, SegmentFilter.Recovery, 1)], corrupted: true).ToJson());
        EvaluationResult clean = Evaluate("7/8", "base policy, beliefs true", "evaluate_base_clean", basePolicy, corrupted: false);
        EvaluationResult before = Evaluate("7/8", "base policy, beliefs wrong", "evaluate_base", basePolicy, corrupted: true);
        EvaluationResult after = Evaluate("7/8", "I-Gen policy, beliefs wrong", "evaluate_igen", igenPolicy, corrupted: true);
        Stage("8/8", "plot and film", "render", At("success.svg"), () => Pictures(before, after, igenData));

        double total = _stages.Sum(stage => (double)stage.Value!["stage_seconds"]!);
        return new JsonObject
        {
            ["task"] = _workspace.Spec.Name,
            ["base_success"] = before.Success.Rate,
            ["igen_success"] = after.Success.Rate,
            ["base_success_interval"] = new JsonArray(before.Success.Low, before.Success.High),
            ["igen_success_interval"] = new JsonArray(after.Success.Low, after.Success.High),
            ["base_success_clean"] = clean.Success.Rate,
            ["trials"] = after.Success.Trials,
            ["source_interventions"] = sources,
            ["generated_interventions"] = (int)generation["episodes"]!,
            ["generation_attempts"] = (long)generation["attempts"]!,
            ["generation_reasons"] = generation["reasons"]!.DeepClone(),
            ["generation_seconds"] = Math.Round((double)generation["stage_seconds"]!, 2),
            ["total_seconds"] = Math.Round(total, 2),
            ["operator"] = (string)generation["operator"]!,
            ["seed"] = _seed,
            ["igen_digest"] = (string)generation["digest"]!,
            ["pinned"] = _workspace.Batch.IsPinned,
            ["workers"] = _workspace.Batch.WorkerCount,
            ["lanes"] = _workspace.Batch.LaneCount,
            ["mujoco"] = Workspace.Versions.MuJoCo,
            ["out"] = Path.GetFullPath(_folder),
        };
    }

    private CollectRequest Collect(string folder, int episodes, int attemptsEach) => new()
    {
        Out = folder,
        Episodes = episodes,
        MaxAttempts = (long)attemptsEach * episodes,
        Seed = _seed,
    };

    private GenerateRequest Generate(string folder, string source, int episodes) => new()
    {
        Out = folder,
        Sources = [source],
        Episodes = episodes,
        MaxAttempts = 10L * episodes,
        Seed = _seed,
    };

    private string At(string name) => Path.Combine(_folder, name);

    // A stage is not repeated while what it made, or measured, is still there.
    private JsonObject Stage(string number, string title, string key, string result, Func<JsonObject> work)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (_stages[key] is JsonObject finished && Path.Exists(result))
        {
            _reporter.Say($"[{number}] {title}: done earlier");
            return finished;
        }

        _reporter.Say($"[{number}] {title}");
        var clock = Stopwatch.StartNew();
        JsonObject record = work();
        record["stage_seconds"] = clock.Elapsed.TotalSeconds;
        _stages[key] = record;
        SaveStages();
        return record;
    }

    private TrainingResult Train(string title, string path, IReadOnlyList<TrainingInput> inputs, bool corrupted)
    {
        PolicyConfig config = PolicyConfig.Demo with
        {
            GradientSteps = _sizes.GradientSteps,
            Hidden = _sizes.Hidden,
            Seed = _seed,
            Threads = _workspace.Batch.WorkerCount,
        };
        var request = new TrainRequest
        {
            Out = path,
            Data = inputs,
            Config = config,
            Selection = new CheckpointSelection(_sizes.SelectionTrials, 3, corrupted),
            Seed = _seed,
        };
        return new TrainingRun(_workspace, request, new RunMonitor(_reporter.Progress), _cancellation).Train(title);
    }

    private EvaluationResult Evaluate(string number, string title, string key, string checkpoint, bool corrupted)
    {
        JsonObject result = Stage(number, $"{title}, {_sizes.Trials} held-out trials", key, checkpoint, () =>
        {
            using RecurrentPolicy policy = RecurrentPolicy.Load(checkpoint, _workspace.Spec);
            return EvaluationRun.Evaluate(
                _workspace, new RunMonitor(_reporter.Progress), title, policy, new EpisodeKey(_seed, SceneSplit.Evaluation, 0, corrupted), _sizes.Trials,
                _cancellation).ToJson();
        });
        return EvaluationResult.FromJson(result);
    }

    // The paper's figure for this task, full observability, from whichever table has it.
    private double? Published(string row)
    {
        var book = new RecipeBook(ExperimentProfile.Cpu);
        return ExperimentCatalog.Names
            .SelectMany(name => ExperimentCatalog.Build(name, book).Cells)
            .FirstOrDefault(cell => cell.Row == row && cell.Evaluations is [{ } only]
                && only.Task == _workspace.Spec.Name && only.Get<bool>("corrupted") && !only.Get<bool>("partial"))
            ?.Paper;
    }

    private JsonObject Pictures(EvaluationResult before, EvaluationResult after, string igenData)
    {
        SuccessPlot.Write(
            At("success.svg"), $"{_workspace.Spec.Name} with wrong beliefs",
            $"{after.Success.Trials} held-out trials, 95 % intervals; operator: {_workspace.Entry.CreateOperator().Label}",
            [
                new SuccessBar("Base\n(demonstrations)", before.Success, Published("Base")),
                new SuccessBar("I-Gen\n(+ interventions)", after.Success, Published("I-Gen")),
            ]);
        using EpisodeStore store = EpisodeStore.Open(igenData);
        try
        {
            using var renderer = new EpisodeRenderer(store, _workspace.Model, 640, 480);
            EpisodeBuffer episode = store.Read(0);
            int frames = renderer.Render(episode, At("episode.mp4"), overwrite: true, store.Manifest.ControlPeriod, _ => { }, _cancellation);
            renderer.Save(episode, LastWrongBelief(episode, store.Summary(0)), At("mistake.png"), overwrite: true);
            renderer.Save(episode, episode.Count - 1, At("recovery.png"), overwrite: true);
            return new JsonObject { ["frames"] = frames };
        }
        catch (NativeException exception)
        {
            // Numbers do not depend on pictures: a machine without OpenGL or ffmpeg still gets its result, and is told.
            _reporter.Say($"  no film: {exception.Message}");
            return new JsonObject { ["frames"] = 0 };
        }
    }

    // The step in which the mistake meets the world: one later the belief is true, and its ghost is gone.
    private static int LastWrongBelief(EpisodeBuffer episode, in EpisodeSummary summary)
    {
        int step = Math.Max(0, Math.Min(summary.MistakeSteps, episode.Count) - 1);
        while (step > 0 && (episode.Flags(step) & StepFlags.Revealed) != 0)
            step--;
        return step;
    }

    private static JsonObject Filled(DatasetResult outcome, int wanted) => outcome.Kept >= wanted
        ? outcome.ToJson()
        : throw new IntervenGenException(
            $"'{outcome.Folder}' has {outcome.Kept} of {wanted} episodes after {outcome.Attempts.ToString(CultureInfo.InvariantCulture)} attempts; what decided them: {ReasonWords.ToJson(outcome.Reasons).ToJsonString()}");

    // demo.json ties the folder to one set of sizes and one seed, and remembers finished stages.
    private JsonObject OpenStages()
    {
        string path = At("demo.json");
        JsonObject identity = Identity();
        if (!File.Exists(path))
            return [];
        JsonObject stored;
        try
        {
            stored = StrictJson.ParseObject(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is JsonException or InvalidCastException or IOException)
        {
            throw new UsageException($"'{path}' is not readable as a demo's record: {exception.Message}; use another --out", exception);
        }

        if (!JsonNode.DeepEquals(stored["run"], identity))
        {
            throw new UsageException(
                $"'{_folder}' holds a demo with other settings: {Differences(stored["run"], identity)}; use another --out");
        }

        return (JsonObject)stored["stages"]!.DeepClone();
    }

    private static string Differences(JsonNode? there, JsonObject here)
    {
        Dictionary<string, string> old = Flat(there as JsonObject ?? []), now = Flat(here);
        return string.Join(", ", now
            .Where(setting => old.GetValueOrDefault(setting.Key) != setting.Value)
            .Select(setting => $"{setting.Key} is {old.GetValueOrDefault(setting.Key, "missing")} there and {setting.Value} here"));

        static Dictionary<string, string> Flat(JsonObject settings) => settings
            .SelectMany(setting => setting.Value is JsonObject inner ? inner : new[] { setting }.AsEnumerable())
            .ToDictionary(setting => setting.Key, setting => setting.Value?.ToJsonString() ?? "null");
    }

    private JsonObject Identity()
    {
        var identity = new JsonObject
        {
            ["task"] = _workspace.Spec.Name,
            ["model"] = _workspace.Spec.ModelHash,
            ["seed"] = _seed,
            ["sizes"] = JsonSerializer.SerializeToNode(_sizes),
            ["version"] = Workspace.Version,
            ["mujoco"] = Workspace.Versions.MuJoCo,
        };
        // Defaults go unnamed, so that folders of before are continued.
        if (_workspace.Stepping != SteppingMode.Fixed)
            identity[EpisodeReplayer.SteppingKey] = _workspace.Stepping.ToString();
        if (_workspace.Observability != Observability.Full)
            identity[EpisodeReplayer.ObservabilityKey] = _workspace.Observability.ToString();
        if (_workspace.Task.BeliefError != 1)
            identity[EpisodeReplayer.BeliefErrorKey] = _workspace.Task.BeliefError;
        return identity;
    }

    private void SaveStages()
    {
        string path = At("demo.json");
        var json = new JsonObject { ["run"] = Identity(), ["stages"] = _stages.DeepClone() };
        OutputFile.Write(path, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }), overwrite: true);
    }
}
