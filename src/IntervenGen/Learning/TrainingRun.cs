using System.Diagnostics;
using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Interop;
using IntervenGen.Learning;

namespace IntervenGen;

/// <summary>Trains a policy, selects its best checkpoint by rollouts, and resumes after an interruption.</summary>
/// <remarks>Until the run is over, <c>.training</c> (resumable) and <c>.best</c> exist beside the result.</remarks>
internal sealed class TrainingRun(Workspace workspace, TrainRequest request, RunMonitor monitor, CancellationToken cancellation)
{
    private const int SaveSeconds = 20, ReportSteps = 50, ValidationSteps = 250;

    private string? _initDigest;

    public TrainingResult Train(string title)
    {
        var clock = Stopwatch.StartNew();
        if (request.Data.Count == 0)
            throw new UsageException("no dataset is given to learn from");
        PolicyConfig config = request.Config;
        CheckpointSelection selection = request.Selection;
        string path = request.Out;
        if (selection.Corrupted && selection.Trials > 0 && workspace.Task.BeliefError != 1)
            selection = selection with { BeliefError = workspace.Task.BeliefError };
        (TrainingSet set, TrainingSet? heldOut) = Load();
        string training = path + ".training", best = path + ".best";
        if (File.Exists(path))
        {
            TrainingResult reused = Reuse(title, path, set, config, selection);
            // Killed between the last steps below.
            File.Delete(training);
            File.Delete(best);
            return reused;
        }

        // Claimed for as long as it takes: a second training of the same name would work on the same files.
        using OutputFile output = OutputFile.Create(path);
        // Without the training it belongs to, a best checkpoint may be of anything.
        bool continued = File.Exists(training);
        using PolicyTrainer trainer = Open(title, training, set, config, selection);
        (long bestStep, double bestSuccess) = continued && File.Exists(best) ? Best(Checkpoint.Load(best)) : (-1, -1);
        var sinceSave = Stopwatch.StartNew();
        string words = "";
        var curve = new TrainingCurve(path, trainer.Step);
        double? validation = null;
        monitor.Track(title, config.GradientSteps, update =>
        {
            foreach (long stop in Stops(config, selection).Where(step => step > trainer.Step || (step == trainer.Step && step > bestStep)))
            {
                Run(trainer, stop, () => Save(trainer, training, selection), sinceSave, progress =>
                {
                    curve.Loss(progress.Step, progress.Loss);
                    if (heldOut is not null && (progress.Step % ValidationSteps == 0 || progress.Step == stop))
                        curve.Validation(progress.Step, (validation = trainer.LossOn(heldOut)).Value);
                    string seen = validation is { } other
                        ? string.Create(CultureInfo.InvariantCulture, $" ({other:0.00} on held-out episodes)")
                        : "";
                    string best = Described(bestStep, bestSuccess);
                    words = string.Create(
                        CultureInfo.InvariantCulture, $"loss {progress.Loss:0.00}{seen}, {progress.StepsPerSecond:0} gradient " +
                            $"steps/s{best}");
                    update(progress.Step, words);
                });
                Save(trainer, training, selection);
                double success = selection.Trials == 0 ? 0 : Score(trainer, selection);
                if (success >= bestSuccess)
                {
                    (bestStep, bestSuccess) = (stop, success);
                    double? loss = heldOut is null ? null : validation ?? trainer.LossOn(heldOut);
                    trainer.ToCheckpoint(resumable: false, State(selection, stop, success, loss).ToNotes()).Save(best);
                }

                if (selection.Trials > 0)
                    curve.Success(stop, success, selection.Trials);
                update(stop, words = selection.Trials == 0
                    ? $"checkpoint {stop}"
                    : $"checkpoint {stop}: {success:P0} of {selection.Trials} rollouts{Described(bestStep, bestSuccess)}");
                Save(trainer, training, selection);
            }

            return true;
        });
        output.Stream.Write(File.ReadAllBytes(best));
        output.Complete();
        File.Delete(training);
        File.Delete(best);
        Checkpoint result = Checkpoint.Load(path);
        return new TrainingResult(
            path, bestStep, result.Facts.Loss, bestSuccess, set.Count, clock.Elapsed.TotalSeconds, Reused: false,
            SelectionState.Of(result)?.ValidationLoss);
    }

    private (TrainingSet Set, TrainingSet? HeldOut) Load()
    {
        var set = new TrainingSet(workspace.Spec);
        TrainingSet? rest = request.ValidFraction > 0 ? new TrainingSet(workspace.Spec) : null;
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        foreach (TrainingInput input in request.Data)
        {
            using EpisodeStore store = EpisodeStore.Open(input.Folder);
            if (store.Manifest.Config[RobomimicReader.NotForTrainingKey] is { } reason && !request.AnyData)
                throw new UsageException(
                    $"'{input.Folder}' was imported as sources alone: {reason}; generate from it, or add --any-data to learn from it " +
                    "all the same");
            var named = new TrainingGroup
            {
                Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(input.Folder)),
                Digest = store.Manifest.Totals?.Digest ?? store.ComputeDigest(),
                Operator = store.Manifest.Operator,
                Weight = input.Weight,
            };
            if (set.Groups.FirstOrDefault(other => other.Digest == named.Digest && other.Filter == input.Filter) is { } twin)
                monitor.Say($"  note: '{input.Folder}' holds the same episodes as '{twin.Name}', and counts twice");
            bool[]? heldOut = rest is null ? null : HeldOutEpisodes.Choose(store, request.ValidFraction, request.Seed, set.Groups.Count);
            TrainingGroup group = set.Add(store, input.Filter, named, heldOut is null ? null : episode => !heldOut[episode]);
            if (heldOut is not null)
                rest!.Add(store, input.Filter, named, episode => heldOut[episode]);
            if (store.Manifest.Kind.HoldsInterventions())
                seen.Add(EpisodeReplayer.ObservabilityOf(store).ToString());
            if (group.LeftOut > 0)
                monitor.Say($"  '{input.Folder}': {group.LeftOut} of {store.Count} episodes did not succeed and are left out");
            if (!store.Manifest.IsComplete)
                monitor.Say($"  note: '{input.Folder}' is not complete; its {store.Count} episodes so far are learned from");
        }

        set.Observability = string.Join('+', seen);
        if (seen.Count > 1)
            monitor.Say(
                $"  warning: interventions of different observability are learned from together ({set.Observability}): what a contact " +
                "reveals differs between them");

        return (set, rest);
    }

    private TrainingResult Reuse(string title, string path, TrainingSet set, PolicyConfig config, CheckpointSelection selection)
    {
        Checkpoint checkpoint = Checkpoint.Load(path);
        checkpoint.EnsureFor(workspace.Spec);
        if (!IsSameRun(checkpoint, set, config, selection))
            throw new UsageException(
                $"'{path}' exists and was trained on other data or with other settings; use another --out or remove it");
        (long step, double success) = Best(checkpoint);
        monitor.Say($"  {title}: '{path}' is complete already, reusing it");
        return new TrainingResult(
            path, step, checkpoint.Facts.Loss, success, set.Count, 0, Reused: true, SelectionState.Of(checkpoint)?.ValidationLoss);
    }

    private PolicyTrainer Open(string title, string training, TrainingSet set, PolicyConfig config, CheckpointSelection selection)
    {
        if (!File.Exists(training))
            return request.Init is null
                ? new PolicyTrainer(config, workspace.Spec, set, request.Resources)
                : PolicyTrainer.From(Checkpoint.Load(request.Init), config, workspace.Spec, set, request.Resources);
        Checkpoint checkpoint = Checkpoint.Load(training);
        checkpoint.EnsureFor(workspace.Spec);
        if (!IsSameRun(checkpoint, set, config, selection))
            throw new UsageException(
                $"'{training}' is of an interrupted training on other data or with other settings; use another --out or remove it");
        if (checkpoint.Facts.Arithmetic.Length > 0 && !checkpoint.Facts.Arithmetic.Split(" + ").Contains(ArithmeticFingerprint.Current)
            && !request.MixArithmetic)
        {
            throw new UsageException(
                $"'{training}' was trained so far with {checkpoint.Facts.Arithmetic}, and this machine has " +
                $"{ArithmeticFingerprint.Current}: go on where it began, or add --mix-arithmetic");
        }

        var trainer = PolicyTrainer.Resume(checkpoint, workspace.Spec, set, config, request.Resources);
        monitor.Say($"  {title}: continuing at gradient step {trainer.Step}");
        return trainer;
    }

    // Threads change how long it takes, never the result; another device rounds otherwise.
    private bool IsSameRun(Checkpoint checkpoint, TrainingSet set, PolicyConfig config, CheckpointSelection selection) =>
        checkpoint.Config == config
        && checkpoint.Resources.Device == request.Resources.Device
        && checkpoint.Facts.Groups.SequenceEqual(set.Groups)
        && SelectionState.Of(checkpoint) is { } state
        && state.IsSameTraining(State(selection));

    private void Save(PolicyTrainer trainer, string training, CheckpointSelection selection) =>
        trainer.ToCheckpoint(resumable: true, State(selection).ToNotes()).Save(training);

    private void Run(PolicyTrainer trainer, long stop, Action save, Stopwatch sinceSave, Action<TrainingProgress> progress)
    {
        try
        {
            trainer.RunTo(
                stop,
                report =>
                {
                    progress(report);
                    if (sinceSave.Elapsed.TotalSeconds < SaveSeconds)
                        return;
                    save();
                    sinceSave.Restart();
                },
                every: ReportSteps,
                cancellation);
        }
        catch (OperationCanceledException)
        {
            save();
            throw;
        }
    }

    private double Score(PolicyTrainer trainer, CheckpointSelection selection)
    {
        using var policy = new RecurrentPolicy(trainer.ToCheckpoint(resumable: false));
        var keys = new EpisodeKey(request.Seed, SceneSplit.Selection, 0, selection.Corrupted);
        return EvaluationRun.Evaluate(workspace, RunMonitor.Silent, "", policy, keys, selection.Trials, cancellation).Success.Rate;
    }

    private static IEnumerable<long> Stops(PolicyConfig config, CheckpointSelection selection)
    {
        int count = selection.Trials == 0 ? 1 : Math.Max(1, selection.Checkpoints);
        long last = 0;
        for (int i = 1; i <= count; i++)
        {
            long half = config.GradientSteps / 2, rest = config.GradientSteps - half;
            long stop = count == 1 ? config.GradientSteps : half + (rest * (i - 1) / (count - 1));
            // Of very few steps some stops coincide; before the first step there is nothing to compare.
            if (stop > last)
                yield return last = stop;
        }
    }

    private static string Described(long step, double success) => step < 0 ? "" : $", best {success:P0} at {step}";

    private SelectionState State(
        CheckpointSelection selection, long? step = null, double? success = null, double? validation = null) =>
        new(selection, step, success, request.ValidFraction, validation, InitDigest);

    private string? InitDigest => _initDigest ??= request.Init is null ? null : PolicyDigest.Of(request.Init);

    private static (long Step, double Success) Best(Checkpoint checkpoint) =>
        SelectionState.Of(checkpoint) is { Step: { } step, Success: { } success }
            ? (step, success)
            : (checkpoint.Facts.GradientSteps, 0);
}
