using IntervenGen.Core;
using IntervenGen.Learning.Networks;
using IntervenGen.Learning.Plain;

namespace IntervenGen.Learning.Robomimic;

/// <summary>Makes policies of robomimic's checkpoints.</summary>
internal static class RobomimicPolicies
{
    /// <summary>Prepares a checkpoint for a task.</summary>
    /// <exception cref="FaultsException">Observations or actions are not the task's; every difference is named.</exception>
    /// <exception cref="UsageException">An option does not apply to this network.</exception>
    public static IBatchPolicy Create(RobomimicCheckpoint checkpoint, TaskSpec spec, RecurrentPolicyOptions options)
    {
        var faults = new List<string>();
        int[] columns = ObservationColumns.Find(checkpoint.Observations, spec, faults);
        if (checkpoint.ActionSize != spec.ActionSize)
            faults.Add($"it acts with {checkpoint.ActionSize} numbers, the task takes {spec.ActionSize}");
        faults.AddRange(checkpoint.Controller.FindFaults(spec));
        if (faults.Count > 0)
        {
            string given = string.Join(", ", spec.Observations.Select(field => $"{field.Name} ({field.Size})"));
            throw new FaultsException($"'{checkpoint.Path}' cannot be used on task '{spec.Name}', which has {given}", faults);
        }

        if (IsOwn(checkpoint))
            return new RecurrentPolicy(ToCheckpoint(checkpoint, spec, columns), options);
        if (options.BatchedTorch || options.Device == ComputeDevice.Cuda)
        {
            throw new UsageException(
                $"'{checkpoint.Path}' is evaluated on the CPU, by each worker ({checkpoint.Settings.Name}); use --inference Kernel");
        }

        return new PlainPolicy(Network(checkpoint), Use(checkpoint, spec, columns, options));
    }

    /// <summary>Whether the network and its use are those of our own policies, and our kernels compute it.</summary>
    public static bool IsOwn(RobomimicCheckpoint checkpoint)
    {
        RobomimicSettings settings = checkpoint.Settings;
        return settings is { IsRecurrent: true, LowNoise: true, HiddenLayers.Count: 0 } && checkpoint.Action is null
            && settings is { Layers: <= 8, Hidden: <= NetworkShape.MaxHidden, Modes: >= 1 and <= 64, Horizon: <= 1000 };
    }

    /// <summary>The same policy as one of our own, its observations in the task's order.</summary>
    private static Checkpoint ToCheckpoint(RobomimicCheckpoint source, TaskSpec spec, int[] columns)
    {
        RobomimicWeights weights = source.Weights;
        float[] mean = new float[spec.ObservationSize], scale = new float[spec.ObservationSize];
        Array.Fill(scale, 1);
        for (int i = 0; i < columns.Length; i++)
            (mean[columns[i]], scale[columns[i]]) = (source.Normalization.Mean[i], source.Normalization.Scale[i]);
        // The columns of the first layer's weights are moved, so that observations need not be.
        CheckpointTensor first = weights.Recurrent[0][0];
        var moved = new float[first.Rows * spec.ObservationSize];
        for (int i = 0; i < first.Values.Length; i++)
            moved[(i / columns.Length * spec.ObservationSize) + columns[i % columns.Length]] = first.Values[i];
        float[][] arrays =
        [
            .. weights.Recurrent.SelectMany(layer => layer).Select(tensor => tensor == first ? moved : tensor.Values),
            weights.Mean[0].Values, weights.Scale[0].Values, weights.Logits[0].Values,
            weights.Mean[1].Values, weights.Scale[1].Values, weights.Logits[1].Values,
        ];
        var config = new PolicyConfig
        {
            Hidden = source.Settings.Hidden,
            Layers = source.Settings.Layers,
            GmmModes = source.Settings.Modes,
            SequenceLength = source.Settings.Horizon,
            NormaliseObservations = true,
        };
        return new Checkpoint
        {
            Task = spec.Name,
            Observations = spec.Observations,
            ActionSize = spec.ActionSize,
            Config = config,
            Normalization = new ObservationNormalization(mean, scale),
            Facts = new TrainingFacts(),
            Weights = [.. config.ToShape(spec.ObservationSize, spec.ActionSize).Parameters().Select((parameter, i) =>
                new CheckpointTensor(parameter.Name, parameter.Rows, parameter.Columns, arrays[i]))],
        };
    }

    private static PlainNetwork Network(RobomimicCheckpoint source)
    {
        RobomimicWeights weights = source.Weights;
        return new PlainNetwork
        {
            Recurrent = [.. weights.Recurrent.Select(layer =>
                new LstmLayer(layer[0].Values, layer[1].Values, layer[2].Values, layer[3].Values))],
            Hidden = [.. weights.Hidden.Select(Dense)],
            Mean = Dense(weights.Mean),
            Scale = source.Settings is { LowNoise: false, Modes: > 0 } ? Dense(weights.Scale) : null,
            Logits = weights.Logits.Length > 0 ? Dense(weights.Logits) : null,
        };
    }

    private static DenseLayer Dense(CheckpointTensor[] layer) => new(layer[0].Values, layer[1].Values);

    private static PlainUse Use(RobomimicCheckpoint source, TaskSpec spec, int[] columns, RecurrentPolicyOptions options) => new()
    {
        ObservationSize = spec.ObservationSize,
        Columns = columns,
        Normalization = source.Normalization,
        ResetEvery = source.Settings.Horizon,
        Action = source.Action,
        Greedy = options.Greedy,
        LowNoise = source.Settings.LowNoise,
        Activation = source.Settings.Activation,
        MinDeviation = source.Settings.MinDeviation,
    };
}
