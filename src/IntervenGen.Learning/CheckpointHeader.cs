using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using IntervenGen.Core;

namespace IntervenGen.Learning;

// The JSON part of a checkpoint file. Arrays follow it in this order: weights, then, where there is an optimiser,
// its values, first moments, second moments and averages.
internal sealed record CheckpointHeader
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    [JsonRequired]
    public string Task { get; init; } = "";

    [JsonRequired]
    public ObservationField[] Observations { get; init; } = [];

    [JsonRequired]
    public int ActionSize { get; init; }

    [JsonRequired]
    public StoredConfig Config { get; init; } = new(PolicyConfig.Robomimic, TrainingResources.OneThread);

    [JsonRequired]
    public float[] ObservationMean { get; init; } = [];

    [JsonRequired]
    public float[] ObservationScale { get; init; } = [];

    [JsonRequired]
    public TrainingFacts Facts { get; init; } = new();

    [JsonRequired]
    public TensorShape[] Weights { get; init; } = [];

    public long? OptimizerStep { get; init; }

    public static CheckpointHeader Of(Checkpoint checkpoint) => new()
    {
        Task = checkpoint.Task,
        Observations = [.. checkpoint.Observations],
        ActionSize = checkpoint.ActionSize,
        Config = new StoredConfig(checkpoint.Config, checkpoint.Resources),
        ObservationMean = checkpoint.Normalization.Mean.ToArray(),
        ObservationScale = checkpoint.Normalization.Scale.ToArray(),
        Facts = checkpoint.Facts,
        Weights = [.. checkpoint.Weights.Select(tensor => new TensorShape(tensor.Name, tensor.Rows, tensor.Columns))],
        OptimizerStep = checkpoint.Optimizer?.Step,
    };

    public static CheckpointHeader Parse(ReadOnlySpan<byte> json, string where)
    {
        try
        {
            return JsonSerializer.Deserialize<CheckpointHeader>(json, s_options) ?? throw new JsonException("the header is null");
        }
        catch (Exception exception) when (
            exception is JsonException or InvalidOperationException or ArgumentException or NotSupportedException)
        {
            // Besides broken JSON: numbers and characters that only show when they are converted.
            throw new EpisodeFormatException($"{where}: {exception.Message}", exception);
        }
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, s_options);

    public Checkpoint ToCheckpoint(ITensorSource reader)
    {
        Checkpoint checkpoint;
        CheckShapes(reader);
        try
        {
            Config.Config.Validate();
            Config.Resources.Validate();
            checkpoint = new Checkpoint
            {
                Task = Task,
                Observations = Observations,
                ActionSize = ActionSize,
                Config = Config.Config,
                Resources = Config.Resources,
                Normalization = new ObservationNormalization(ObservationMean, ObservationScale),
                Facts = Facts,
                Weights = [.. Weights.Select(shape => new CheckpointTensor(shape.Name, shape.Rows, shape.Columns, reader.Next(shape)))],
                Optimizer = OptimizerStep is not { } step ? null : new OptimizerState
                {
                    Step = step,
                    Values = ReadAll(reader),
                    FirstMoments = ReadAll(reader),
                    SecondMoments = ReadAll(reader),
                    Averages = ReadAll(reader),
                },
            };
        }
        catch (Exception exception) when (exception is UsageException or ArgumentException)
        {
            throw new EpisodeFormatException($"checkpoint '{reader.Path}': {exception.Message}", exception);
        }

        reader.EnsureAtEnd();
        if (checkpoint.ObservationSize != ObservationMean.Length)
            throw reader.Broken($"normalisation of {ObservationMean.Length} numbers, expected {checkpoint.ObservationSize}");
        return checkpoint;
    }

    // Sizes are believed when memory is asked for, and their sum is an int.
    private void CheckShapes(ITensorSource reader)
    {
        const int maxFields = 4096, maxNumbers = 1 << 20, maxTensors = 1024;
        if (Observations.Length is < 1 or > maxFields
            || Observations.Any(field => field is not { Name: not null, Size: > 0 and <= maxNumbers }))
            throw reader.Broken(
                $"{Observations.Length} observation fields, expected 1 to {maxFields} with a name and 1 to {maxNumbers} numbers each");
        long numbers = Observations.Sum(field => (long)field.Size);
        if (numbers > maxNumbers)
            throw reader.Broken($"observations of {numbers} numbers, expected at most {maxNumbers}");
        if (ActionSize is < 1 or > maxFields)
            throw reader.Broken($"actions of {ActionSize} numbers, expected 1 to {maxFields}");
        if (Weights.Length is < 1 or > maxTensors || Weights.Any(shape => shape?.Name is null))
            throw reader.Broken($"{Weights.Length} named tensors, expected 1 to {maxTensors}");
        if (Facts.Groups is null || Facts.Groups.Any(group => group?.Name is null) || Facts.GradientSteps < 0 || Facts.Notes is null)
            throw reader.Broken("facts of training that lack a name or count below zero");
    }

    private float[][] ReadAll(ITensorSource reader) => [.. Weights.Select(reader.Next)];
}

internal sealed record TensorShape(string Name, int Rows, int Columns)
{
    [JsonIgnore]
    public long Count => (long)Rows * Math.Max(1, Columns);
}

// Where the arrays of a checkpoint come from: asked for in the header's order, each once.
internal interface ITensorSource
{
    string Path { get; }

    float[] Next(TensorShape shape);

    void EnsureAtEnd();

    EpisodeFormatException Broken(string what);
}

// Takes float arrays from a file's bytes one after the other.
internal sealed class TensorReader(byte[] bytes, int offset, string path) : ITensorSource
{
    private int _offset = offset;

    public string Path => path;

    public float[] Next(TensorShape shape)
    {
        long size = shape.Count * sizeof(float);
        if (shape.Rows < 1 || shape.Columns < 0 || size > bytes.Length - _offset)
            throw Broken($"{shape.Name} needs {size} bytes, {bytes.Length - _offset} are left");
        float[] values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(_offset, (int)size)).ToArray();
        int wrong = Array.FindIndex(values, value => !float.IsFinite(value));
        if (wrong >= 0)
            throw Broken(FormattableString.Invariant($"number {wrong} of {shape.Name} is {values[wrong]}"));
        _offset += (int)size;
        return values;
    }

    public void EnsureAtEnd()
    {
        if (_offset != bytes.Length)
            throw Broken($"{bytes.Length - _offset} bytes after the last tensor, expected none");
    }

    public EpisodeFormatException Broken(string what) => Checkpoint.Broken(path, _offset, what);
}
