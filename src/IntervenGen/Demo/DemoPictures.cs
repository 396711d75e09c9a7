using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Experiments;
using IntervenGen.Experiments.Plots;
using IntervenGen.Experiments.Tables;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>The plot, the film and the two pictures that a demonstration leaves in its folder.</summary>
internal static class DemoPictures
{
    private const int Width = 640, Height = 480;

    /// <summary>Writes <c>success.svg</c>: both policies beside the paper's figures.</summary>
    public static void WritePlot(Workspace workspace, string path, EvaluationResult before, EvaluationResult after) => SuccessFigure.Draw(
        $"{workspace.Spec.Name} with wrong beliefs",
        $"{after.Success.Trials} held-out trials, lines: 95 % intervals; operator: {workspace.Entry.CreateOperator().Label}",
        [
            Row("Base (demonstrations)", before.Success, Published(workspace, "Base")),
            Row("I-Gen (+ interventions)", after.Success, Published(workspace, "I-Gen")),
        ]).Write(path, overwrite: true);

    private static IntervalRow Row(string name, SuccessInterval success, double? published) =>
        new(name, success.Rate, success.Low, success.High, published);

    /// <summary>Writes the first generated intervention as <c>episode.mp4</c>, <c>mistake.png</c> and <c>recovery.png</c>.</summary>
    public static void WriteFilm(
        Workspace workspace, string dataset, string folder, RunMonitor monitor, CancellationToken cancellation)
    {
        using EpisodeStore store = EpisodeStore.Open(dataset);
        try
        {
            using var renderer = new EpisodeRenderer(store, workspace.Model, Width, Height);
            EpisodeBuffer episode = store.Read(0);
            // Pictures first: they need no ffmpeg.
            renderer.Save(episode, LastWrongBelief(episode, store.Summary(0)), Path.Combine(folder, "mistake.png"), overwrite: true);
            renderer.Save(episode, episode.Count - 1, Path.Combine(folder, "recovery.png"), overwrite: true);
            renderer.Render(
                episode, Path.Combine(folder, "episode.mp4"), overwrite: true, store.Manifest.ControlPeriod, captions: true, _ =>
                    { }, cancellation);
        }
        catch (NativeException exception)
        {
            // Numbers do not depend on pictures: a machine without OpenGL or ffmpeg still gets its result, and is told.
            monitor.Say($"  no film: {exception.Message}");
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

    // The paper's figure for this task, full observability, from whichever table has it.
    private static double? Published(Workspace workspace, string row)
    {
        var book = new RecipeBook(ExperimentProfile.Cpu);
        return ExperimentCatalog.Names
            .SelectMany(name => ExperimentCatalog.Build(name, book).Cells)
            .FirstOrDefault(cell => cell.Row == row && cell.Evaluations is [{ } only]
                && only.Task == workspace.Spec.Name
                && only.Settings is SimulationSettings { Environment: { Corrupted: true, Partial: false } })
            ?.Paper;
    }
}
