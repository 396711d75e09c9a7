using System.Diagnostics;
using IntervenGen.Core;
using IntervenGen.Interop;
using IntervenGen.Learning;
using IntervenGen.Learning.Triggers;

namespace IntervenGen;

/// <summary>Trains a policy, selects its best checkpoint by rollouts, and resumes after an interruption.</summary>
/// <remarks>Until the run is over, <c>.training</c> (resumable) and <c>.best</c> exist beside the result.</remarks>
internal sealed class TrainingRun(Workspace workspace, TrainRequest request, RunMonitor monitor, CancellationToken cancellation)
{
    private readonly string _training = request.Out + ".training", _best = request.Out + ".best";

    private readonly TriggerModel? _trigger = workspace.LoadTrigger(request.Trigger);

    private CheckpointSelection? _selection;
    private string? _initDigest;

    // What decides the rollouts besides the request; unsaid where it is usual, so that earlier trainings are still recognised.
    private CheckpointSelection Selection => _selection ??= request.Selection with
    {
        BeliefError = request.Selection is { Corrupted: true, Trials: > 0 } && workspace.Task.BeliefError != 1
            ? workspace.Task.BeliefError
            : request.Selection.BeliefError,
        Trigger = request.Selection.Trials > 0 ? _trigger?.Digest : null,
    };

    public TrainingResult Train(string title)
    {
        var clock = Stopwatch.StartNew();
        TrainingInputs inputs = TrainingInputs.Load(workspace, request, monitor);
        if (File.Exists(request.Out))
            return Reuse(title, inputs.Set);

        // Claimed for as long as it takes: a second training of the same name would work on the same files.
        using OutputFile output = OutputFile.Create(request.Out);
        var best = new BestCheckpoint(_best);
        // Without the training it belongs to, a best checkpoint may be of anything.
        if (File.Exists(_training))
            best.Resume();
        using PolicyTrainer trainer = Open(title, inputs.Set);
        // A checkpoint's own points were written before it was saved, so that a resumed training repeats none up to there.
        using TensorBoardLog? board = request.TensorBoard is { } folder
            ? new TensorBoardLog(EventFile.Create(folder, trainer.Step == 0 ? 0 : trainer.Step + 1), workspace, monitor)
            : null;
        var loop = new TrainingLoop(workspace, request, Selection, trainer, inputs.HeldOut, cancellation)
        {
            Best = best,
            Trigger = _trigger,
            Curve = new TrainingCurve(request.Out, trainer.Step),
            TensorBoard = board,
            Save = () => trainer.ToCheckpoint(resumable: true, State().ToNotes()).Save(_training),
            Notes = (step, success, loss) => State(step, success, loss).ToNotes(),
        };
        monitor.Track(title, request.Config.GradientSteps, update =>
        {
            loop.Run(update);
            return true;
        });
        output.Stream.Write(File.ReadAllBytes(_best));
        output.Complete();
        DeleteTraces();
        return Result(Checkpoint.Load(request.Out), inputs.Set, clock.Elapsed.TotalSeconds, isReused: false);
    }

    private TrainingResult Reuse(string title, TrainingSet set)
    {
        Checkpoint checkpoint = Checkpoint.Load(request.Out);
        checkpoint.EnsureFor(workspace.Spec);
        if (!IsSameRun(checkpoint, set))
            throw new UsageException(
                $"'{request.Out}' exists and was trained on other data or with other settings; use another --out or remove it");
        monitor.Say($"  {title}: '{request.Out}' is complete already, reusing it");
        // What a run leaves that was killed between its last steps.
        DeleteTraces();
        return Result(checkpoint, set, 0, isReused: true);
    }

    private PolicyTrainer Open(string title, TrainingSet set)
    {
        if (!File.Exists(_training))
            return request.Init is null
                ? new PolicyTrainer(request.Config, workspace.Spec, set, request.Resources)
                : PolicyTrainer.From(Checkpoint.Load(request.Init), request.Config, workspace.Spec, set, request.Resources);
        Checkpoint checkpoint = Checkpoint.Load(_training);
        checkpoint.EnsureFor(workspace.Spec);
        if (!IsSameRun(checkpoint, set))
            throw new UsageException(
                $"'{_training}' is of an interrupted training on other data or with other settings; use another --out or remove it");
        string arithmetic = checkpoint.Facts.Arithmetic;
        if (arithmetic.Length > 0 && !arithmetic.Split(" + ").Contains(ArithmeticFingerprint.Current) && !request.MixArithmetic)
            throw new UsageException(
                $"'{_training}' was trained so far with {arithmetic}, and this machine has {ArithmeticFingerprint.Current}: go on where " +
                "it began, or add --mix-arithmetic");

        var trainer = PolicyTrainer.Resume(checkpoint, workspace.Spec, set, request.Config, request.Resources);
        monitor.Say($"  {title}: continuing at gradient step {trainer.Step}");
        return trainer;
    }

    // Threads change how long it takes, never the result; another device rounds otherwise.
    private bool IsSameRun(Checkpoint checkpoint, TrainingSet set) =>
        checkpoint.Config == request.Config
        && checkpoint.Resources.Device == request.Resources.Device
        && checkpoint.Facts.Groups.SequenceEqual(set.Groups)
        && SelectionState.Of(checkpoint) is { } state
        && state.IsSameTraining(State());

    private TrainingResult Result(Checkpoint checkpoint, TrainingSet set, double seconds, bool isReused)
    {
        (long step, double success) = BestCheckpoint.ChoiceOf(checkpoint);
        return new TrainingResult(
            request.Out, step, checkpoint.Facts.Loss, success, set.Count, seconds, isReused, SelectionState.Of(checkpoint)?.ValidationLoss);
    }

    private SelectionState State(long? step = null, double? success = null, double? validation = null) =>
        new(Selection, step, success, request.ValidFraction, validation, InitDigest);

    private string? InitDigest => _initDigest ??= request.Init is null ? null : PolicyDigest.Of(request.Init);

    private void DeleteTraces()
    {
        File.Delete(_training);
        File.Delete(_best);
    }
}
