using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Generation;
using IntervenGen.Learning.Policies;
using IntervenGen.Learning.Triggers;
using IntervenGen.Web.Scenes;
using IntervenGen.Web.Serving;
using IntervenGen.Web.Teleop;

namespace IntervenGen.Web;

/// <summary>A person drives one lane from a browser, and what comes of it goes to a store like any other collected data.</summary>
/// <param name="workspace">The task, with one lane.</param>
/// <param name="seed">Of scenes and beliefs.</param>
/// <param name="started">Called as soon as the page can be opened.</param>
/// <param name="monitor">Told after every attempt.</param>
/// <param name="cancellation">Ends the session; what is stored is kept.</param>
internal sealed class TeleopRun(
    Workspace workspace, ulong seed, Action<WebServer> started, RunMonitor monitor, CancellationToken cancellation)
{
    // A person with a keyboard needs several times a script's steps.
    public const int HorizonFactor = 5;

    /// <summary>Serves the page and records until enough episodes are kept or the run is stopped.</summary>
    public async Task<DatasetResult> Collect(string folder, string? checkpoint, TeleopOptions options, WebOptions web)
    {
        bool isDemonstration = options.Task == TeleopTask.Demonstrations;
        using LoadedPolicy? policy = checkpoint is null ? null : workspace.LoadPolicy(checkpoint);
        TriggerModel? trigger = workspace.LoadTrigger(options.Trigger);
        TaskSpec spec = workspace.Spec with { Horizon = HorizonFactor * workspace.Spec.Horizon };
        var manifest = StoreManifest.For(
            spec, seed, isDemonstration
                ? DatasetKind.Demonstrations
                : DatasetKind.Interventions, "human", Config(policy?.Facts.Digest, trigger?.Digest, options), Workspace.Versions);
        using EpisodeStoreWriter writer = EpisodeStoreWriter.OpenOrCreate(folder, manifest);
        // What a person gave up on, or a lost connection ended, is kept to be looked at; sources are the kept ones alone.
        (writer.KeepsFailures, writer.RemovesUnused) = (true, true);
        double earlier = writer.Manifest.OperatorSeconds;
        using var scene = new SimulatedScene(workspace.Task, null, null);
        var desk = new TeleopDesk(options, spec, scene, () => writer.KeptCount, cancellation);
        await using WebServer server = await WebServer.StartAsync(web, new SimulatedSceneSource(), desk, cancellation);
        started(server);
        var limits = new RunLimits(options.Episodes, long.MaxValue, spec.Horizon);
        var keys = new EpisodeKey(seed, SceneSplit.Source, 0, !isDemonstration);
        EpisodeKind kind = isDemonstration ? EpisodeKind.Demonstration : EpisodeKind.Intervention;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var lane = new Thread(() =>
        {
            try
            {
                AttemptRun.Run(
                    workspace.Batch, policy?.Policy,
                    () => new TeleopProgram(desk, kind, policy is not null, trigger?.Create(), workspace.MayReturn), keys,
                    limits, writer,
                    _ => monitor.Say(
                        $"  {writer.KeptCount} of {options.Episodes} episodes kept, {writer.NextAttempt} attempts"), cancellation);
                ended.SetResult();
            }
            catch (Exception exception)
            {
                ended.SetException(exception);
            }
        })
        {
            Name = "teleoperation",
        };
        lane.Start();
        await ended.Task;
        // Who stops before the first episode goes on with this store, as after any other.
        writer.RemovesUnused = false;
        writer.SetOperatorSeconds(earlier + desk.OperatorSeconds);
        // Stopped earlier, the dataset says so, and the same command goes on with it.
        if (writer.KeptCount >= options.Episodes)
            writer.Complete();
        TeleopSessionFile.Write(folder, desk.Latency);
        desk.Complete();
        // Long enough for the page to be told before the server is gone.
        await Task.Delay(options.Period * 4, CancellationToken.None);
        return DatasetResult.Read(folder, 0, reused: false);
    }

    // Everything that determines the episodes; defaults are omitted, as in collected datasets.
    private JsonObject Config(string? policy, string? trigger, TeleopOptions options)
    {
        var config = new JsonObject { ["teleop"] = options.Task.ToString(), ["policy"] = policy };
        if (trigger is not null)
            config[DatasetRuns.TriggerKey] = trigger;
        if (workspace.Stepping != SteppingMode.Fixed)
            config[EpisodeReplayer.SteppingKey] = workspace.Stepping.ToString();
        if (policy is not null && workspace.Inference != PolicyInference.Kernel)
            config["inference"] = workspace.Inference.ToString();
        if (workspace.Observability != Observability.Full)
            config[EpisodeReplayer.ObservabilityKey] = workspace.Observability.ToString();
        workspace.AddError(config);
        workspace.AddModel(config);
        if (options.Task != TeleopTask.Demonstrations && workspace.Task.BeliefError != 1)
            config[EpisodeReplayer.BeliefErrorKey] = workspace.Task.BeliefError;
        return config;
    }
}
