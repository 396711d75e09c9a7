using IntervenGen.Core;
using IntervenGen.Learning;

namespace IntervenGen;

/// <content>What can be done with a task. Every run continues where it was stopped, given the same request.</content>
public sealed partial class Workspace
{
    /// <summary>Collects demonstrations from the scripted operator.</summary>
    /// <param name="request">What and how many.</param>
    /// <param name="progress">Told how it goes, on the run's threads; null for nobody.</param>
    /// <param name="cancellation">Stops between control steps; what is stored is kept.</param>
    /// <returns>What the dataset came to; fewer episodes than asked for where the attempts ran out.</returns>
    /// <exception cref="UsageException">The folder holds something else.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public DatasetResult CollectDemonstrations(
        CollectRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        Datasets(progress, cancellation).CollectDemonstrations(request);

    /// <summary>Collects interventions: the policy drives on wrong beliefs, the scripted operator corrects its mistakes.</summary>
    /// <inheritdoc cref="CollectDemonstrations"/>
    public DatasetResult CollectInterventions(
        CollectRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        Datasets(progress, cancellation).CollectInterventions(request);

    /// <summary>Generates demonstrations: sources move with their objects to new scenes (MimicGen).</summary>
    /// <inheritdoc cref="CollectDemonstrations"/>
    public DatasetResult GenerateDemonstrations(
        GenerateRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        Datasets(progress, cancellation).GenerateDemonstrations(request);

    /// <summary>Generates interventions: the policy makes its mistakes in new scenes, moved source recoveries correct them
    /// (I-Gen).</summary>
    /// <inheritdoc cref="CollectDemonstrations"/>
    public DatasetResult GenerateInterventions(
        GenerateRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        Datasets(progress, cancellation).GenerateInterventions(request);

    /// <summary>Trains a BC-RNN-GMM policy and keeps its best checkpoint by rollouts.</summary>
    /// <param name="request">What to learn from, and how.</param>
    /// <param name="progress">Told how it goes; null for nobody.</param>
    /// <param name="cancellation">Stops between gradient steps; the training is saved.</param>
    /// <exception cref="UsageException">The data cannot be learned from, or the file is of another training.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public TrainingResult Train(TrainRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Config.Validate();
        return new TrainingRun(this, request, new RunMonitor(progress), cancellation).Train("training");
    }

    /// <summary>Measures a policy's success on scenes and beliefs that nothing was trained on.</summary>
    /// <param name="request">Which policy, and how many trials.</param>
    /// <param name="progress">Told how it goes; null for nobody.</param>
    /// <param name="cancellation">Stops between control steps.</param>
    /// <exception cref="UsageException">The checkpoint is of another task.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public EvaluationResult Evaluate(
        EvaluateRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var monitor = new RunMonitor(progress);
        using RecurrentPolicy policy = LoadPolicy(request.Policy, request.Greedy);
        WarnOfObservability(policy, monitor);
        var keys = new EpisodeKey(request.Seed, SceneSplit.Evaluation, 0, request.Corrupted);
        return request.Out is { } folder
            ? EvaluationResult.FromDataset(
                new DatasetRuns(this, monitor, cancellation).KeepRollouts(folder, request.Policy, policy, keys, request.Trials))
            : EvaluationRun.Evaluate(this, monitor, "evaluating", policy, keys, request.Trials, cancellation);
    }

    /// <summary>Runs the whole loop: demonstrations, base policy, interventions, I-Gen, retrained policy, both measured.</summary>
    /// <param name="request">Where to, and how much of everything.</param>
    /// <param name="progress">Told how it goes; null for nobody.</param>
    /// <param name="cancellation">Stops; the stages that are done are kept, and the same request goes on.</param>
    /// <exception cref="UsageException">The folder holds a demonstration with other settings.</exception>
    /// <exception cref="IntervenGenException">A stage kept too few episodes.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public DemoResult RunDemo(DemoRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new DemoRun(this, request, new RunMonitor(progress), cancellation).Run();
    }

    /// <summary>Simulates stored episodes again from their first state with their recorded actions, and compares every state.</summary>
    /// <param name="dataset">The dataset's folder; its task is opened as it was made, on a lane of its own.</param>
    /// <param name="episode">The index of one episode; null for all.</param>
    /// <param name="model">The model that it was made with, where that was not the task's own.</param>
    /// <param name="progress">Told how it goes; null for nobody.</param>
    /// <param name="cancellation">Stops between episodes.</param>
    /// <exception cref="UsageException">There is no such episode, or its states are of another model or simulator.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static ReplayResult Replay(
        string dataset, int? episode = null, GivenModel? model = null, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default) =>
        ReplayRun.Replay(dataset, episode, model, new RunMonitor(progress), cancellation);

    /// <summary>Runs a Block Grasp policy on an arm, one trial after the other. <b>The arm moves.</b></summary>
    /// <param name="request">Which policy, arm and camera.</param>
    /// <param name="folder">The dataset of the episodes, failed ones included; an earlier run in it goes on.</param>
    /// <param name="progress">Told after every trial; null for nobody.</param>
    /// <param name="cancellation">Brakes the arm; what is written is kept.</param>
    /// <exception cref="UsageException">The policy is of another task, or the calibration does not say how high the table is.</exception>
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
