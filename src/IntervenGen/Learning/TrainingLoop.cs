using System.Diagnostics;
using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Generation;
using IntervenGen.Learning;
using IntervenGen.Learning.Triggers;

namespace IntervenGen;

/// <summary>Takes gradient steps from one checkpoint to the next, compares checkpoints by rollouts, and saves as it goes.</summary>
/// <remarks>An interruption loses no step: it saves first.</remarks>
internal sealed class TrainingLoop(
    Workspace workspace, TrainRequest request, CheckpointSelection selection, PolicyTrainer trainer, TrainingSet? heldOut,
    CancellationToken cancellation)
{
    private const int SaveSeconds = 20, ReportSteps = 50, ValidationSteps = 250;

    private readonly Stopwatch _sinceSave = Stopwatch.StartNew();
    private double? _validation;

    /// <summary>The best checkpoint so far.</summary>
    public required BestCheckpoint Best { get; init; }

    /// <summary>The points that a watcher can follow.</summary>
    public required TrainingCurve Curve { get; init; }

    /// <summary>The same points for TensorBoard, and pictures; null for none.</summary>
    public TensorBoardLog? TensorBoard { get; init; }

    /// <summary>Makes the robot ask in the rollouts that compare checkpoints; null for one that never asks.</summary>
    public TriggerModel? Trigger { get; init; }

    /// <summary>Saves the training so far.</summary>
    public required Action Save { get; init; }

    /// <summary>What is written into a checkpoint's notes: gradient step, success and held-out loss.</summary>
    public required Func<long, double, double?, string> Notes { get; init; }

    /// <summary>Trains to the end, from wherever the trainer stands.</summary>
    /// <param name="update">Is told the gradient step and a few words.</param>
    public void Run(Action<double, string> update)
    {
        long[] compared = [.. Stops()], kept = [.. SnapshotFolder.Stops(request.Config.GradientSteps, request.Snapshots)];
        // A checkpoint that was reached before an interruption, and not yet compared, is compared now.
        foreach (long stop in compared.Concat(kept).Distinct().Order()
            .Where(step => step > trainer.Step || (step == trainer.Step && step > Best.Step)))
        {
            RunTo(stop, update);
            if (kept.Contains(stop))
                Snapshots.Keep(stop, trainer.ToCheckpoint(resumable: false));
            if (!compared.Contains(stop))
                continue;
            Save();
            Compare(stop, update);
            Save();
        }
    }

    private SnapshotFolder Snapshots { get; } = new(request.Out);

    private void RunTo(long stop, Action<double, string> update)
    {
        try
        {
            trainer.RunTo(stop, progress => Report(progress, stop, update), every: ReportSteps, cancellation);
        }
        catch (OperationCanceledException)
        {
            Save();
            throw;
        }
    }

    private void Report(TrainingProgress progress, long stop, Action<double, string> update)
    {
        Curve.Loss(progress.Step, progress.Loss);
        TensorBoard?.Training(progress);
        if (heldOut is not null && (progress.Step % ValidationSteps == 0 || progress.Step == stop))
        {
            double held = trainer.LossOn(heldOut);
            Curve.Validation(progress.Step, held);
            TensorBoard?.Validation(progress.Step, held);
            _validation = held;
        }

        FormattableString seen = $" ({_validation:0.00} on held-out episodes)";
        FormattableString loss = $"loss {progress.Loss:0.00}", speed = $", {progress.StepsPerSecond:0} gradient steps/s";
        update(
            progress.Step,
            Invariant(loss) + (_validation is null ? "" : Invariant(seen)) + Invariant(speed) + Best.Description);
        if (_sinceSave.Elapsed.TotalSeconds < SaveSeconds)
            return;
        Save();
        _sinceSave.Restart();
    }

    private void Compare(long stop, Action<double, string> update)
    {
        SuccessInterval? rollouts = selection.Trials == 0 ? null : Score(stop);
        double success = rollouts?.Rate ?? 0;
        Best.Offer(stop, success, () =>
        {
            double? loss = heldOut is null ? null : _validation ?? trainer.LossOn(heldOut);
            return trainer.ToCheckpoint(resumable: false, Notes(stop, success, loss));
        });
        if (rollouts is { } interval)
        {
            Curve.Success(stop, success, selection.Trials);
            TensorBoard?.Success(stop, interval);
        }

        update(stop, selection.Trials == 0
            ? $"checkpoint {stop}"
            : $"checkpoint {stop}: {success:P0} of {selection.Trials} rollouts{Best.Description}");
    }

    private SuccessInterval Score(long stop)
    {
        using var policy = new RecurrentPolicy(trainer.ToCheckpoint(resumable: false));
        var keys = new EpisodeKey(request.Seed, SceneSplit.Selection, 0, selection.Corrupted);
        TensorBoard?.Rollout(stop, policy, keys, cancellation);
        return EvaluationRun.Evaluate(
            workspace, RunMonitor.Silent, "", policy, keys, AttemptSpan.FromStart(selection.Trials), cancellation, Trigger).Success;
    }

    // Evenly over the second half: a policy is rarely best in the first.
    private IEnumerable<long> Stops()
    {
        int count = selection.Trials == 0 ? 1 : Math.Max(1, selection.Checkpoints);
        long steps = request.Config.GradientSteps, half = steps / 2, rest = steps - half, last = 0;
        for (int i = 1; i <= count; i++)
        {
            long stop = count == 1 ? steps : half + (rest * (i - 1) / (count - 1));
            // Of very few steps some stops coincide; before the first step there is nothing to compare.
            if (stop > last)
                yield return last = stop;
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
