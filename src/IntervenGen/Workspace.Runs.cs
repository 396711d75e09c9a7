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

    /// <summary>Generates interventions: the policy makes its mistakes in new scenes, moved source recoveries correct them (I-Gen).</summary>
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
    public EvaluationResult Evaluate(EvaluateRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var monitor = new RunMonitor(progress);
        using RecurrentPolicy policy = LoadPolicy(request.Policy, request.Greedy);
        WarnOfObservability(policy, monitor);
        var keys = new EpisodeKey(request.Seed, SceneSplit.Evaluation, 0, request.Corrupted);
        return request.Out is { } folder
            ? EvaluationResult.FromDataset(new DatasetRuns(this, monitor, cancellation).KeepRollouts(folder, request.Policy, policy, keys, request.Trials))
            : EvaluationRun.Evaluate(this, monitor, "evaluating", policy, keys, request.Trials, cancellation);
    }

    private DatasetRuns Datasets(IProgress<RunProgress>? progress, CancellationToken cancellation) =>
        new(this, new RunMonitor(progress), cancellation);
}
