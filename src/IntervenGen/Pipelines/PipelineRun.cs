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
        new PipelineState(plan, request.Out).RequireImports();
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
    /// <returns>What became of it.</returns>
    /// <remarks>The stage <c>report</c> writes the report of results that are all there.</remarks>
    /// <exception cref="UsageException">There is no such stage.</exception>
    /// <exception cref="IntervenGenException">Something that it needs is not there.</exception>
    /// <exception cref="SupersededException">Another process has taken over the same work.</exception>
    public static string MakeStage(
        PipelineRequest request, string stage, string? part, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        RunPlan plan = RunPlan.Of(request.Spec);
        var monitor = new RunMonitor(progress);
        OutputFolder.Ensure(request.Out);
        return stage == ReportStage.Name
            ? ReportStage.Make(plan, request, monitor, cancellation)
            : new StageCall(plan, plan.Find(stage), request, monitor).Make(part, cancellation);
    }

    /// <param name="plan">The stages.</param>
    /// <param name="request">Folder and machine.</param>
    /// <param name="monitor">Receives what becomes of every stage.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <param name="shared">The opened task on which every stage runs, one at a time; null where every stage opens its own.</param>
    internal static PipelineResult Make(
        RunPlan plan, PipelineRequest request, RunMonitor monitor, CancellationToken cancellation, Workspace? shared = null)
    {
        RunStatus.Note(plan, request.Out);
        // Several stages at a time have no terminal each: a line at the end of every one.
        bool isAlone = request.JobsAtOnce == 1;
        var folder = new RunFolder(request.Out, plan.Names);
        var runner = new StageRunner(new StageResources(request.WorkersEach, request.Lanes), folder, plan.Names, monitor)
        {
            Shared = shared,
            Reports = isAlone,
        };
        var scheduler = new RecipeScheduler(runner, folder, request.JobsAtOnce, news => Tell(news, isAlone, monitor));
        IReadOnlyDictionary<Recipe, Artifact> made = scheduler.Make([.. plan.Wanted], cancellation);
        return PipelineResults.Of(plan, request.Out, made);
    }

    private static void Tell(RecipeNews news, bool isAlone, RunMonitor monitor)
    {
        string head = $"[{news.Index}/{news.Count}] {news.Recipe.Title}";
        string? line = news.Outcome switch
        {
            RecipeOutcome.Begun => isAlone || news.Recipe.Waits ? head : null,
            RecipeOutcome.Kept => $"{head}: done earlier",
            RecipeOutcome.LeftOut => $"{head}: {news.Words}",
            _ when news.Recipe.IsLookedUp || !isAlone => $"{head}: {news.Words}",
            // What has a bar, or lines, of its own has said it.
            _ => StageRunner.IsDivisible(news.Recipe.Kind) || news.Recipe.Kind == RecipeKind.Train ? null : $"  done in {news.Words}",
        };
        if (line is not null)
            monitor.Say(line);
    }
}
