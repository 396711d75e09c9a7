using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Experiments;

namespace IntervenGen;

/// <summary>Carries a run out: every stage whose result is not there yet, and then the report.</summary>
/// <remarks>Every result is stored under a key of the content it was made from, so that an interrupted run continues.</remarks>
public static class PipelineRun
{
    /// <summary>Carries a run out.</summary>
    /// <param name="request">The run.</param>
    /// <param name="progress">Receives what becomes of every stage; null for no reports.</param>
    /// <param name="cancellation">Stops the run; finished stages are kept, and a stage under way continues.</param>
    /// <exception cref="UsageException">The run contradicts itself, or the folder holds something else.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public static PipelineResult Run(
        PipelineRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        RunPlan plan = RunPlan.Of(request.Spec);
        using IDisposable held = OutputFolder.Hold(request.Out);
        PipelineResult result = Make(plan, request, new RunMonitor(progress), cancellation);
        PipelineReport.Write(result, new RunMonitor(progress), cancellation);
        return result;
    }

    /// <summary>Makes one stage, or one part of its attempts; what it needs must be there.</summary>
    /// <param name="request">The run.</param>
    /// <param name="stage">Name of the stage.</param>
    /// <param name="part">Which part, as <c>2/8</c>; null for the stage itself, of the parts that are there.</param>
    /// <param name="progress">Receives reports; null for none.</param>
    /// <param name="cancellation">Stops between control steps; what has been made is kept.</param>
    /// <returns>A line about it.</returns>
    /// <exception cref="UsageException">There is no such stage, or something that it needs is not there.</exception>
    public static string MakeStage(
        PipelineRequest request, string stage, string? part, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        RunPlan plan = RunPlan.Of(request.Spec);
        return new StageCall(plan, plan.Find(stage), request, new RunMonitor(progress)).Make(part, cancellation);
    }

    internal static PipelineResult Make(RunPlan plan, PipelineRequest request, RunMonitor monitor, CancellationToken cancellation)
    {
        // Several stages at a time have no terminal each: a line at the end of every one.
        bool isAlone = request.JobsAtOnce == 1;
        var folder = new RunFolder(request.Out, plan.Names);
        var runner = new StageRunner(
            new StageResources(request.WorkersEach, request.Lanes), folder, plan.Names, isAlone ? monitor : new RunMonitor(new Notes(monitor)));
        var scheduler = new RecipeScheduler(runner, folder, request.JobsAtOnce, news => Tell(news, isAlone, monitor));
        IReadOnlyDictionary<Recipe, Artifact> made = scheduler.Make([.. plan.Wanted], cancellation);
        return PipelineResults.Of(plan, request.Out, made);
    }

    private static void Tell(RecipeNews news, bool isAlone, RunMonitor monitor)
    {
        string head = $"[{news.Index}/{news.Count}] {news.Recipe.Title}";
        string seconds = news.Seconds.ToString("0.0", CultureInfo.InvariantCulture);
        string? line = news.Outcome switch
        {
            RecipeOutcome.Begun => isAlone || news.Recipe.Waits ? head : null,
            RecipeOutcome.Kept => $"{head}: done earlier",
            RecipeOutcome.LeftOut => $"{head}: {news.Words}",
            _ when news.Recipe.IsLookedUp || !isAlone => $"{head}: {news.Words}",
            _ => news.Words.Length > 0 ? $"  {news.Words}" : $"  done in {seconds} s",
        };
        if (line is not null)
            monitor.Say(line);
    }

    // Where stages run side by side, only what is said in words is passed on.
    private sealed class Notes(RunMonitor monitor) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Kind == RunProgressKind.Note && value.Stage.Contains("waiting for", StringComparison.Ordinal))
                monitor.Say(value.Stage);
        }
    }
}
