using System.Text.Json.Serialization;
using IntervenGen.Core;

namespace IntervenGen.Learning;

/// <summary>A trained policy with everything needed to use it: weights, shapes, normalisation and where they come from.</summary>
/// <remarks>Immutable by convention: nobody writes to the arrays once it is made. File format in the project's README.</remarks>
public sealed partial class Checkpoint
{
    /// <summary>The task's name.</summary>
    public required string Task { get; init; }

    /// <summary>Blocks of the observation vector, in order.</summary>
    public required IReadOnlyList<ObservationField> Observations { get; init; }

    /// <summary>Numbers in an action.</summary>
    public required int ActionSize { get; init; }

    /// <summary>How it was trained.</summary>
    public required PolicyConfig Config { get; init; }

    /// <summary>What it was trained on.</summary>
    public TrainingResources Resources { get; init; } = TrainingResources.OneThread;

    /// <summary>Applied to observations before the network.</summary>
    public required ObservationNormalization Normalization { get; init; }

    /// <summary>What it was trained on, and how far.</summary>
    public required TrainingFacts Facts { get; init; }

    /// <summary>Weights to use, in the network's order.</summary>
    public required IReadOnlyList<CheckpointTensor> Weights { get; init; }

    /// <summary>What a resumed training run continues from; null in a checkpoint that is only for use.</summary>
    public OptimizerState? Optimizer { get; init; }

    /// <summary>Numbers in an observation.</summary>
    public int ObservationSize => Observations.Sum(block => block.Size);

    /// <summary>Checks that this policy is for a task.</summary>
    /// <param name="spec">The task it is to be used on.</param>
    /// <exception cref="UsageException">The task, the observation or the action differs; the message names both.</exception>
    public void EnsureFor(TaskSpec spec)
    {
        if (spec.Name != Task)
            throw new UsageException($"the checkpoint is for task '{Task}' and cannot be used on task '{spec.Name}'");
        if (!spec.Observations.SequenceEqual(Observations))
        {
            throw new UsageException(
                $"the checkpoint observes {Describe(Observations)}; task '{spec.Name}' gives {Describe(spec.Observations)}");
        }

        if (spec.ActionSize != ActionSize)
            throw new UsageException($"the checkpoint acts with {ActionSize} numbers; task '{spec.Name}' takes {spec.ActionSize}");
    }

    /// <summary>The same without what only training needs.</summary>
    public Checkpoint WithoutOptimizer() => new()
    {
        Task = Task,
        Observations = Observations,
        ActionSize = ActionSize,
        Config = Config,
        Resources = Resources,
        Normalization = Normalization,
        Facts = Facts,
        Weights = Weights,
    };

    private static string Describe(IReadOnlyList<ObservationField> fields) =>
        $"[{string.Join(", ", fields.Select(field => $"{field.Name}({field.Size})"))}]";
}

/// <summary>One named array of a checkpoint.</summary>
/// <param name="Name">PyTorch's name, such as <c>lstm.weight_ih_l0</c>.</param>
/// <param name="Rows">Rows, or length of a vector.</param>
/// <param name="Columns">Columns; 0 for a vector.</param>
/// <param name="Values">Row-major.</param>
public sealed record CheckpointTensor(string Name, int Rows, int Columns, float[] Values);

/// <summary>Where a policy comes from.</summary>
public sealed record TrainingFacts
{
    /// <summary>Gradient steps done.</summary>
    public long GradientSteps { get; init; }

    /// <summary>Mean loss of the last reported stretch.</summary>
    public double Loss { get; init; }

    /// <summary>Sum of the losses since that report: a run that was stopped between two reports goes on with it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double PendingLoss { get; init; }

    /// <summary>Gradient steps since that report.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long PendingSteps { get; init; }

    /// <summary>What it was trained on.</summary>
    public IReadOnlyList<TrainingGroup> Groups { get; init; } = [];

    /// <summary>Who demonstrated: <c>scripted</c>, <c>human</c>, or both with a plus sign.</summary>
    public string Operator { get; init; } = "";

    /// <summary>Whatever else is worth keeping, such as the success rate that chose this checkpoint.</summary>
    public string Notes { get; init; } = "";

    /// <summary>Versions of this program and, where it trained on a GPU, of libtorch.</summary>
    public string Versions { get; init; } = "";

    /// <summary>What decided the last bit of every number, see <see cref="Interop.ArithmeticFingerprint"/>; empty where unknown.</summary>
    public string Arithmetic { get; init; } = "";

    /// <summary>What the first contact revealed in the interventions that it learned from; empty where it learned from none.</summary>
    public string Observability { get; init; } = "";

    /// <summary>Whether it learned from recoveries, so that it may be expected to recover by itself.</summary>
    [JsonIgnore]
    public bool LearnedFromInterventions => Observability.Length > 0 || Groups.Any(group => group.Filter == SegmentFilter.Recovery);
}

/// <summary>What Adam and the moving average remember; arrays are in the order of the weights.</summary>
public sealed record OptimizerState
{
    /// <summary>Adam's step count.</summary>
    public required long Step { get; init; }

    /// <summary>The weights being trained; the checkpoint's own weights are their average where one is kept.</summary>
    public required IReadOnlyList<float[]> Values { get; init; }

    /// <summary>Running means of gradients.</summary>
    public required IReadOnlyList<float[]> FirstMoments { get; init; }

    /// <summary>Running means of squared gradients.</summary>
    public required IReadOnlyList<float[]> SecondMoments { get; init; }

    /// <summary>Moving averages of the weights.</summary>
    public required IReadOnlyList<float[]> Averages { get; init; }
}
