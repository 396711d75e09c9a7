using IntervenGen.Core;
using IntervenGen.Learning.Policies;
using IntervenGen.Learning.Triggers;

namespace IntervenGen;

/// <content>What can be done with a task. Every run continues where it was stopped, given the same request.</content>
public sealed partial class Workspace
{
    /// <summary>Collects demonstrations from the scripted operator.</summary>
    /// <param name="request">What to collect.</param>
    /// <param name="progress">Receives progress reports on the run's threads; null for none.</param>
    /// <param name="cancellation">Stops between control steps; what has been stored is kept.</param>
    /// <returns>Content of the dataset; fewer episodes than requested if the attempts ran out.</returns>
    /// <exception cref="UsageException">The folder holds something else.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public DatasetResult CollectDemonstrations(
        CollectRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        Datasets(progress, cancellation).CollectDemonstrations(request);

    /// <summary>Collects interventions: the policy acts on wrong beliefs, and the scripted operator corrects its mistakes.</summary>
    /// <inheritdoc cref="CollectDemonstrations"/>
    public DatasetResult CollectInterventions(
        CollectRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        Datasets(progress, cancellation).CollectInterventions(request);

    /// <summary>Generates demonstrations: source segments are moved with their objects to new scenes (MimicGen).</summary>
    /// <inheritdoc cref="CollectDemonstrations"/>
    public DatasetResult GenerateDemonstrations(
        GenerateRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        Datasets(progress, cancellation).GenerateDemonstrations(request);

    /// <summary>
    /// Generates interventions: the policy makes its own mistakes in new scenes, and moved source recoveries correct them
    /// (I-Gen).
    /// </summary>
    /// <inheritdoc cref="CollectDemonstrations"/>
    public DatasetResult GenerateInterventions(
        GenerateRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        Datasets(progress, cancellation).GenerateInterventions(request);

    /// <summary>Trains a BC-RNN-GMM policy and selects its best checkpoint by rollouts.</summary>
    /// <param name="request">What to train on, and how.</param>
    /// <param name="progress">Receives progress reports; null for none.</param>
    /// <param name="cancellation">Stops between gradient steps; the training is saved.</param>
    /// <exception cref="UsageException">The data cannot be used for training, or the file belongs to another training.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public TrainingResult Train(TrainRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Config.Validate();
        return new TrainingRun(this, request, new RunMonitor(progress), cancellation).Train("training");
    }

    /// <summary>Evaluates a policy's success rate on scenes and beliefs that nothing was trained on.</summary>
    /// <param name="request">The policy and the number of trials.</param>
    /// <param name="progress">Receives progress reports; null for none.</param>
    /// <param name="cancellation">Stops between control steps.</param>
    /// <exception cref="UsageException">The checkpoint is for another task.</exception>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public EvaluationResult Evaluate(
        EvaluateRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var monitor = new RunMonitor(progress);
        TriggerModel? trigger = LoadTrigger(request.Trigger);
        using LoadedPolicy policy = LoadPolicy(request.Policy, request.Greedy);
        WarnOfDifferences(policy, monitor);
        var keys = new EpisodeKey(request.Seed, SceneSplit.Evaluation, 0, request.Corrupted);
        return request.Out is { } folder
            ? EvaluationResult.FromDataset(
                new DatasetRuns(this, monitor, cancellation).KeepRollouts(folder, policy, keys, request.Trials, trigger))
            : EvaluationRun.Evaluate(
                this, monitor, "evaluating", policy.Policy, keys, AttemptSpan.FromStart(request.Trials), cancellation, trigger);
    }

    /// <summary>Fits a trigger on attempts of a policy, failed ones included, and on demonstrations.</summary>
    /// <param name="request">The data, the kind, and where the trigger goes.</param>
    /// <param name="progress">Receives progress reports; null for none.</param>
    /// <param name="cancellation">Ends the fit; no file is written then.</param>
    /// <exception cref="UsageException">The data lack what the kind needs, or the file is there already.</exception>
    /// <exception cref="EpisodeFormatException">A dataset is damaged.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public static TriggerResult FitTrigger(
        TriggerFitRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return TriggerRuns.Fit(request, new RunMonitor(progress), cancellation);
    }

    /// <summary>Judges a fitted trigger by attempts that a policy made alone: precision, recall, delay after the contact.</summary>
    /// <param name="trigger">Path of the trigger's file.</param>
    /// <param name="data">Paths of the datasets.</param>
    /// <exception cref="UsageException">They are of different tasks, or hold no attempt with a known end.</exception>
    /// <exception cref="EpisodeFormatException">A file is damaged.</exception>
    public static TriggerCheckResult CheckTrigger(string trigger, IReadOnlyList<string> data) => TriggerRuns.Check(trigger, data);

    /// <summary>Runs the whole loop: demonstrations, base policy, interventions, I-Gen, retrained policy, evaluation of both.</summary>
    /// <param name="request">Folder and sizes of the demo.</param>
    /// <param name="progress">Receives progress reports; null for none.</param>
    /// <param name="cancellation">Stops the demo; finished stages are kept, and the same request continues.</param>
    /// <exception cref="UsageException">The folder holds a demo with other settings.</exception>
    /// <exception cref="IntervenGenException">A stage kept too few episodes.</exception>
    /// <exception cref="OperationCanceledException">The demo was cancelled.</exception>
    public DemoResult RunDemo(DemoRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new DemoRun(this, request, new RunMonitor(progress), cancellation).Run();
    }

    /// <summary>Re-simulates stored episodes from their first state with their recorded actions, and compares every state.</summary>
    /// <param name="dataset">Path of the dataset; its task is opened with the options it was made with, on a lane of its own.</param>
    /// <param name="episode">Index of one episode; null for all.</param>
    /// <param name="model">The custom model that the dataset was made with; null for the task's own.</param>
    /// <param name="progress">Receives progress reports; null for none.</param>
    /// <param name="cancellation">Stops between episodes.</param>
    /// <exception cref="UsageException">The dataset has no such episode, or its states are of another model or simulator.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static ReplayResult Replay(
        string dataset, int? episode = null, GivenModel? model = null, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default) =>
        ReplayRun.Replay(dataset, episode, model, new RunMonitor(progress), cancellation);

    /// <summary>Runs a Block Grasp policy on an arm, one trial after the other. <b>The arm moves.</b></summary>
    /// <param name="request">The policy, arm and camera.</param>
    /// <param name="folder">Path of the dataset for the episodes, failed ones included; an earlier run in it is continued.</param>
    /// <param name="progress">Receives a report after every trial; null for none.</param>
    /// <param name="cancellation">Brakes the arm; what has been recorded is kept.</param>
    /// <exception cref="UsageException">The policy is for another task, or the calibration lacks the table's height.</exception>
    /// <exception cref="IntervenGenException">Robot or camera do not answer, or the cube is not seen.</exception>
    public static ArmResult RunOnArm(
        ArmRunRequest request, string folder, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var run = new ArmRun(request, cancellation);
        return run.Run(folder, new RunMonitor(progress), cancellation).Result;
    }

    private DatasetRuns Datasets(IProgress<RunProgress>? progress, CancellationToken cancellation) =>
        new(this, new RunMonitor(progress), cancellation);
}
