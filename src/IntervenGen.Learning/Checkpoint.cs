using System.Text.Json.Serialization;
using IntervenGen.Core;

namespace IntervenGen.Learning;

/// <summary>A trained policy with everything needed to use it: weights, shapes, normalisation and provenance.</summary>
/// <remarks>
/// Immutable by convention: nobody writes to the arrays after construction. The README of this project describes the file
/// format.
/// </remarks>
public sealed partial class Checkpoint
{
    /// <summary>Name of the task that the policy is for.</summary>
    public required string Task { get; init; }

    /// <summary>Blocks of the observation vector, in order.</summary>
    public required IReadOnlyList<ObservationField> Observations { get; init; }

    /// <summary>Number of components of an action.</summary>
    public required int ActionSize { get; init; }

    /// <summary>Network and hyperparameters of the training.</summary>
    public required PolicyConfig Config { get; init; }

    /// <summary>Device and threads of the training.</summary>
    public TrainingResources Resources { get; init; } = TrainingResources.OneThread;

    /// <summary>Normalisation applied to observations before the network.</summary>
    public required ObservationNormalization Normalization { get; init; }

    /// <summary>Datasets, gradient steps and loss of the training.</summary>
    public required TrainingFacts Facts { get; init; }

    /// <summary>The weights to use, in the order of the network's parameters.</summary>
    public required IReadOnlyList<CheckpointTensor> Weights { get; init; }

    /// <summary>The state that a resumed training continues from; null in a checkpoint for use only.</summary>
    public OptimizerState? Optimizer { get; init; }

    /// <summary>Number of components of an observation.</summary>
    public int ObservationSize => Observations.Sum(block => block.Size);

    /// <summary>Checks that this policy is for a task.</summary>
    /// <param name="spec">The task that the policy is to be used on.</param>
    /// <exception cref="UsageException">Task, observation or action differ; the message names both.</exception>
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

    /// <summary>A copy without the optimiser state, which only training needs.</summary>
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
/// <param name="Rows">Number of rows, or length of a vector.</param>
/// <param name="Columns">Number of columns; 0 for a vector.</param>
/// <param name="Values">The elements, row-major.</param>
public sealed record CheckpointTensor(string Name, int Rows, int Columns, float[] Values);

/// <summary>Provenance of a policy: its data, its operator and the length of its training.</summary>
public sealed record TrainingFacts
{
    /// <summary>Number of gradient steps done.</summary>
    public long GradientSteps { get; init; }

    /// <summary>Mean loss over the steps before the last progress report.</summary>
    public double Loss { get; init; }

    /// <summary>Sum of the losses since the last progress report, from which a resumed run continues.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double PendingLoss { get; init; }

    /// <summary>Number of gradient steps since the last progress report.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long PendingSteps { get; init; }

    /// <summary>The datasets of the training set.</summary>
    public IReadOnlyList<TrainingGroup> Groups { get; init; } = [];

    /// <summary>Who demonstrated: <c>scripted</c>, <c>human</c>, or both with a plus sign.</summary>
    public string Operator { get; init; } = "";

    /// <summary>Further notes, such as the success rate that selected this checkpoint.</summary>
    public string Notes { get; init; } = "";

    /// <summary>Versions of this program and, if trained on a GPU, of libtorch.</summary>
    public string Versions { get; init; } = "";

    /// <summary>
    /// Processor and runtime features that decide the last bit of every number, see <see
    /// cref="Interop.ArithmeticFingerprint"/>; empty if unknown.
    /// </summary>
    public string Arithmetic { get; init; } = "";

    /// <summary>The vectors of the machine that finished it, such as <c>AVX-512</c>, for the record: they decide no result; empty if
    /// unknown.</summary>
    public string Vectors { get; init; } = "";

    /// <summary>What the first contact revealed in the interventions of the training data; empty without interventions.</summary>
    public string Observability { get; init; } = "";

    /// <summary>The robots of the training data, joined by a plus sign; null where all of it is the default robot's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Robot { get; init; }

    /// <summary>The folder that describes the task, where it is not built in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TaskSource? Source { get; init; }

    /// <summary>Whether the training data held recoveries, so that the policy can be expected to recover by itself.</summary>
    [JsonIgnore]
    public bool LearnedFromInterventions => Observability.Length > 0 || Groups.Any(group => group.Filter == SegmentFilter.Recovery);
}

/// <summary>State of Adam and of the moving average of weights; arrays are in the order of the weights.</summary>
public sealed record OptimizerState
{
    /// <summary>Number of updates that Adam has made.</summary>
    public required long Step { get; init; }

    /// <summary>The weights being trained; the checkpoint's own weights are their average where one is kept.</summary>
    public required IReadOnlyList<float[]> Values { get; init; }

    /// <summary>Adam's running means of the gradients.</summary>
    public required IReadOnlyList<float[]> FirstMoments { get; init; }

    /// <summary>Adam's running means of the squared gradients.</summary>
    public required IReadOnlyList<float[]> SecondMoments { get; init; }

    /// <summary>Moving averages of the weights; empty without averaging.</summary>
    public required IReadOnlyList<float[]> Averages { get; init; }
}
