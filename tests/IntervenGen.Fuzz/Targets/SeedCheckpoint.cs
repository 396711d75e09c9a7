using IntervenGen.Core;
using IntervenGen.Learning;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz.Targets;

/// <summary>A small checkpoint of <see cref="SeedRun"/>'s task, of drawn numbers: a training's last bits differ between machines.</summary>
internal static class SeedCheckpoint
{
    public static Checkpoint Make(bool resumable = false)
    {
        PolicyConfig config = PolicyConfig.Demo with { Hidden = 4, Layers = 1, GmmModes = 2 };
        TaskSpec spec = SeedRun.Spec;
        int observations = spec.Observations.Sum(field => field.Size);
        CheckpointTensor[] weights = [.. PolicyShapes.Of(config, observations, spec.ActionSize).Select(Tensor)];
        float[][] values = [.. weights.Select(tensor => tensor.Values)];
        return new Checkpoint
        {
            Task = spec.Name,
            Observations = spec.Observations,
            ActionSize = spec.ActionSize,
            Config = config,
            Normalization = ObservationNormalization.None(observations),
            Facts = new TrainingFacts { GradientSteps = 3, Groups = [new TrainingGroup { Name = "seed" }] },
            Weights = weights,
            Optimizer = !resumable ? null : new OptimizerState
            {
                Step = 3,
                Values = values,
                FirstMoments = values,
                SecondMoments = values,
                Averages = values,
            },
        };
    }

    /// <summary>Makes a policy of a checkpoint and asks it for an action: wherever it was trained, it must run where no GPU is.</summary>
    public static void Act(Checkpoint checkpoint)
    {
        using var policy = new RecurrentPolicy(checkpoint);
        using IPolicySession session = policy.CreateSession(1);
        session.Begin(0, new EpisodeKey(1, SceneSplit.Source, 0, false));
        session.Infer([0]);
    }

    private static CheckpointTensor Tensor(TensorShape shape, int index)
    {
        var random = new CounterRandom(7, (ulong)index, 2);
        var values = new float[shape.Count];
        foreach (ref float value in values.AsSpan())
            value = (float)random.NextDouble(-0.5, 0.5);
        return new CheckpointTensor(shape.Name, shape.Rows, shape.Columns, values);
    }
}
