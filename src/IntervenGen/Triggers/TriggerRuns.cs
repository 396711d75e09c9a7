using System.Diagnostics;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Learning.Triggers;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen;

/// <summary>Fits and judges triggers.</summary>
internal static class TriggerRuns
{
    public static TriggerResult Fit(TriggerFitRequest request, RunMonitor monitor, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        request.Options.Validated();
        OutputFile.Check(request.Out, request.Overwrite);
        TriggerData data = Read(request.Data, request.MaxEpisodes);
        string? warning = TriggerFit.Warning(data, request.Options);
        if (warning is not null)
            monitor.Say($"  note: {warning}");
        int steps = TriggerFit.StepsOf(request.Options);
        TriggerModel model = monitor.Track("fitting the trigger", steps, update => TriggerFit.Fit(
            data, request.Options, done => update(done, $"{done} of {steps} gradient steps"), cancellation));
        model.Save(request.Out, request.Overwrite);
        return new TriggerResult(
            request.Out, model, data.Successes, data.Failures, data.Corrected, data.Demonstrations, clock.Elapsed.TotalSeconds)
        {
            Warning = warning,
        };
    }

    public static TriggerCheckResult Check(string trigger, IReadOnlyList<string> folders)
    {
        TriggerModel model = TriggerModel.Load(trigger);
        TriggerData data = Read(folders, int.MaxValue);
        if (data.Successes + data.Failures == 0)
            throw new UsageException("the data have no attempt that a policy made alone: igen evaluate --out keeps them");
        return new TriggerCheckResult(trigger, TriggerCheck.Of(model, data), TriggerCheck.OfContact(data))
        {
            IsOnItsOwnData = data.Digests.Intersect(model.Data).Any(),
        };
    }

    /// <summary>Judges one trigger, or the contact where none is given.</summary>
    public static TriggerScoreCard Check(string? trigger, string[] folders)
    {
        TriggerData data = Read(folders, int.MaxValue);
        return trigger is null ? TriggerCheck.OfContact(data) : TriggerCheck.Of(TriggerModel.Load(trigger), data);
    }

    private static TriggerData Read(IReadOnlyList<string> folders, int most)
    {
        if (folders.Count == 0)
            throw new UsageException("no dataset is given");
        TriggerData? data = null;
        foreach (string folder in folders)
        {
            using EpisodeStore store = EpisodeStore.Open(folder);
            if (data is null)
            {
                using SimulatedTask task = Workspace.OpenTask(
                    TaskCatalog.Find(InputTask.Of(store.Manifest)), null, Observability.Full, EpisodeReplayer.RobotOf(store.Manifest));
                data = new TriggerData(task.Spec);
            }

            data.Add(store, store.ComputeDigest(), most);
        }

        return data!;
    }
}
