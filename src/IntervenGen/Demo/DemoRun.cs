using IntervenGen.Core;
using IntervenGen.Experiments;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen;

/// <summary>
/// Runs the whole loop on one task: demonstrations, base policy, interventions, I-Gen, retrained policy, evaluation of both; and a plot,
/// a film and two pictures of it.
/// </summary>
/// <remarks>
/// The stages are those of <see cref="PipelineRun"/> with the demo's sizes, on the lanes of one workspace: the same request continues
/// after an interruption, and another one makes again only what differs.
/// </remarks>
internal sealed class DemoRun(Workspace workspace, DemoRequest request, RunMonitor monitor, CancellationToken cancellation)
{
    public DemoResult Run()
    {
        if (!workspace.Batch.IsPinned)
            monitor.Say("  note: the workers could not be pinned to cores of their own");
        RunPlan plan = RunPlan.Of(RunSpec.Of(FileOf(workspace, request)));
        using IDisposable held = OutputFolder.Hold(request.Out);
        PipelineResult run = PipelineRun.Make(
            plan, new PipelineRequest { Spec = plan.Spec, Out = request.Out, Jobs = 1 }, monitor, cancellation, workspace);
        VariantPlan stages = plan.Variants[0];
        RoundPlan round = stages.Rounds[0];
        Recipe[] datasets = [.. stages.Demonstrations, .. stages.BaseData, .. round.Sources, round.Generated!];
        foreach (Recipe dataset in datasets)
            RequireFilled(dataset, run.Artifacts[dataset]);
        EvaluationResult before = Evaluation(run, stages.BaseEvaluation), after = Evaluation(run, round.Evaluation);
        Draw(run.Artifacts[round.Generated!].Path, before, after);
        Artifact generated = run.Artifacts[round.Generated!];
        return new DemoResult(
            workspace.Spec.Name, request.Out, before.Success, after.Success, Evaluation(run, stages.BaseClean!).Success,
            request.Sizes.SourceEpisodes, DatasetResult.Read(generated.Path, 0, reused: true), (double)generated.Facts["wall_seconds"]!,
            run.Seconds);
    }

    private static EvaluationResult Evaluation(PipelineResult run, Recipe recipe) => EvaluationResult.FromJson(run.Artifacts[recipe].Facts);

    private static RunFile FileOf(Workspace workspace, DemoRequest request) => new()
    {
        Task = new YamlName(workspace.Spec.Name, default),
        Robot = new YamlName(workspace.Spec.Robot, default),
        Seed = checked((int)request.Seed),
        Observability = workspace.Observability,
        BeliefError = workspace.Task.BeliefError,
        Stepping = workspace.Stepping,
        Inference = workspace.Inference,
        Demonstrations = new DemonstrationsFile
        {
            Episodes = request.Sizes.SourceEpisodes,
            Generate = request.Sizes.GeneratedEpisodes,
            MaxAttempts = 10 * request.Sizes.SourceEpisodes,
            GenerateAttempts = 10 * request.Sizes.GeneratedEpisodes,
        },
        Interventions = new InterventionsFile
        {
            Episodes = request.Sizes.SourceEpisodes,
            Generate = request.Sizes.GeneratedEpisodes,
            GenerateAttempts = 10 * request.Sizes.GeneratedEpisodes,
        },
        Train = new TrainFile
        {
            Hidden = request.Sizes.Hidden,
            Steps = request.Sizes.GradientSteps,
            SelectionTrials = request.Sizes.SelectionTrials,
        },
        Evaluate = new EvaluateFile { Trials = request.Sizes.Trials },
    };

    private static void RequireFilled(Recipe recipe, Artifact dataset)
    {
        int wanted = ((FillSettings)recipe.Settings).Episodes;
        if (dataset.Failure is { } failure)
            throw new IntervenGenException(failure);
        if ((int)dataset.Facts["episodes"]! < wanted)
        {
            throw new IntervenGenException(
                $"'{dataset.Path}' has {dataset.Facts["episodes"]} of {wanted} episodes after {dataset.Facts["attempts"]} attempts; " +
                $"what decided them: {dataset.Facts["reasons"]!.ToJsonString()}");
        }
    }

    // Where there was no ffmpeg, a film is tried again.
    private void Draw(string generated, EvaluationResult before, EvaluationResult after)
    {
        string At(string name) => Path.Combine(request.Out, name);
        DemoPictures.WritePlot(workspace, At("success.svg"), before, after);
        if (File.Exists(At("episode.mp4")) && File.GetLastWriteTimeUtc(At("episode.mp4")) > File.GetLastWriteTimeUtc(generated))
            return;
        monitor.Say("plot and film");
        DemoPictures.WriteFilm(workspace, generated, request.Out, monitor, cancellation);
    }
}
