using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Learning;
using IntervenGen.Simulation;

namespace IntervenGen;

/// <summary>Attempts and kept interventions per second of the whole chain, and the share of it that is MuJoCo's.</summary>
/// <remarks>Without a policy and source of the caller's own, a small pair is made first; making it is not part of the figures.</remarks>
internal sealed class GenerateBench(Workspace workspace, RunMonitor monitor, ulong seed, string folder, CancellationToken cancellation)
{
    private const int SourceEpisodes = 10, TrainingEpisodes = 100;

    public JsonObject Run(string? source, string? policy, int episodes, int gradientSteps)
    {
        string checkpoint = policy ?? TrainPolicy(gradientSteps);
        string interventions = source ?? Path.Combine(folder, "interventions.igen");
        if (source is null)
            Require(workspace.CollectInterventions(
                Collect(interventions, 40) with { Policy = checkpoint, Patience = 0 }, monitor.Watcher, cancellation));

        MjThreadTimes[] before = ThreadTimes();
        MjBench.Watch(true);
        DatasetResult outcome;
        try
        {
            outcome = workspace.GenerateInterventions(
                Generate("generated.igen", interventions, episodes, 20) with { Policy = checkpoint, Patience = 0 },
                monitor.Watcher, cancellation);
        }
        finally
        {
            MjBench.Watch(false);
        }

        MjThreadTimes[] after = ThreadTimes();
        double busy = 0, inside = 0;
        for (int worker = 0; worker < before.Length; worker++)
        {
            MjThreadTimes spent = after[worker] - before[worker];
            (busy, inside) = (busy + spent.Busy, inside + spent.Inside);
        }

        return new JsonObject
        {
            ["task"] = workspace.Spec.Name,
            ["attempts_per_s"] = Math.Round(outcome.Attempts / outcome.Seconds, 3),
            ["successes_per_s"] = Math.Round(outcome.Kept / outcome.Seconds, 3),
            ["mj_step_share"] = Math.Round(inside / busy, 4),
            ["episodes"] = outcome.Kept,
            ["attempts"] = outcome.Attempts,
            ["success"] = Math.Round(outcome.SuccessRate, 4),
            ["seconds"] = Math.Round(outcome.Seconds, 3),
            ["busy_share"] = Math.Round(busy / (outcome.Seconds * before.Length), 4),
            ["steps_kept"] = outcome.Steps,
            ["reasons"] = ReasonCounts.ToJson(outcome.Reasons),
            ["hidden"] = Checkpoint.Load(checkpoint).Config.Hidden,
            ["own_policy"] = policy is null,
            ["lanes"] = workspace.Batch.LaneCount,
            ["workers"] = workspace.Batch.WorkerCount,
            ["pinned"] = workspace.Batch.IsPinned,
            ["peak_rss_mb"] = BenchMachine.PeakResidentMegabytes(),
            ["digest"] = outcome.Digest,
            ["seed"] = seed,
            ["mujoco"] = MuJoCoLibrary.Version,
            ["machine"] = BenchMachine.Describe(),
        };
    }

    private MjThreadTimes[] ThreadTimes()
    {
        SimulatedBatch batch = workspace.Batch;
        var times = new MjThreadTimes[batch.WorkerCount];
        batch.Dispatch((worker, _) => times[worker] = MjBench.ThreadTimes());
        return times;
    }

    private CollectRequest Collect(string path, int attemptsEach) =>
        new() { Out = path, Episodes = SourceEpisodes, MaxAttempts = (long)attemptsEach * SourceEpisodes, Seed = seed };

    private GenerateRequest Generate(string name, string source, int episodes, int attemptsEach) => new()
    {
        Out = Path.Combine(folder, name),
        Sources = [source],
        Episodes = episodes,
        MaxAttempts = (long)attemptsEach * episodes,
        Seed = seed,
    };

    private string TrainPolicy(int gradientSteps)
    {
        string demonstrations = Path.Combine(folder, "demonstrations.igen"), data = Path.Combine(folder, "base.igen");
        Require(workspace.CollectDemonstrations(Collect(demonstrations, 10), monitor.Watcher, cancellation));
        Require(
            workspace.GenerateDemonstrations(Generate("base.igen", demonstrations, TrainingEpisodes, 10), monitor.Watcher, cancellation));
        var set = new TrainingSet(workspace.Spec);
        using (EpisodeStore store = EpisodeStore.Open(data))
            set.Add(store, SegmentFilter.All, new TrainingGroup { Name = "base" });
        PolicyConfig config = PolicyConfig.Demo with { GradientSteps = gradientSteps, Seed = seed };
        using var trainer = new PolicyTrainer(
            config, workspace.Spec, set, new TrainingResources { Threads = workspace.Batch.WorkerCount });
        monitor.Track("base policy", gradientSteps, update =>
        {
            trainer.Run(progress => update(progress.Step, $"loss {progress.Loss:0.00}"), 50, cancellation);
            return true;
        });
        string path = Path.Combine(folder, "base.ckpt");
        trainer.ToCheckpoint(resumable: false).Save(path);
        return path;
    }

    private static void Require(DatasetResult outcome)
    {
        if (outcome.Kept < Math.Min(SourceEpisodes, 1))
            throw new IntervenGenException(
                $"'{outcome.Folder}' has no episode after {outcome.Attempts} attempts: " +
                $"{ReasonCounts.ToJson(outcome.Reasons).ToJsonString()}");
    }
}
