using IntervenGen.Core;
using IntervenGen.Learning.Networks;
using IntervenGen.Numerics;

namespace IntervenGen.Learning.Tests;

internal static class Make
{
    public static float[] Noise(int count, uint stream, double scale = 1)
    {
        var random = new CounterRandom(5, 0, stream);
        var values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = (float)(scale * random.NextDouble(-1, 1));
        return values;
    }

    public static TaskSpec Spec(string name = "toy", int observationSize = 4, int actionSize = 2) => new()
    {
        Name = name,
        Summary = "for tests",
        Observations = [new ObservationField("object", observationSize - 1), new ObservationField("phase", 1)],
        Objects = ["thing"],
        Subtasks = [new SubtaskSpec("reach", 0)],
        ActionSize = actionSize,
        StateSize = 0,
        Horizon = 50,
        ModelHash = "none",
    };

    public static PolicyConfig Config { get; } = new()
    {
        Hidden = 16,
        Layers = 2,
        GmmModes = 3,
        MinStd = 0.01f,
        BatchSize = 20,
        SequenceLength = 6,
        GradientSteps = 40,
        NormaliseObservations = true,
        Seed = 3,
    };

    /// <summary>Segments whose action depends on the observation and, so that memory is needed, on the step before.</summary>
    public static TrainingSet ToySet(int segments = 30, int steps = 15)
    {
        var set = new TrainingSet(Spec());
        var random = new CounterRandom(9, 0, 1);
        for (int s = 0; s < segments; s++)
        {
            var observations = new float[steps * 4];
            var actions = new float[steps * 2];
            float before = 0;
            for (int t = 0; t < steps; t++)
            {
                for (int j = 0; j < 4; j++)
                    observations[(4 * t) + j] = (float)random.NextDouble(-1, 1);
                actions[2 * t] = 0.5f * observations[4 * t];
                actions[(2 * t) + 1] = 0.7f * before;
                before = observations[4 * t];
            }

            set.Add(observations, actions, new TrainingGroup { Name = $"segment {s}", Operator = "scripted" });
        }

        return set;
    }

    public static Checkpoint Checkpoint(PolicyConfig? config = null, bool resumable = false, TrainingResources? resources = null)
    {
        using var trainer = new PolicyTrainer((config ?? Config) with { GradientSteps = 5 }, Spec(), ToySet(), resources);
        trainer.Run();
        return trainer.ToCheckpoint(resumable, "made in a test");
    }

    /// <summary>What a policy of the toy task does in 30 steps, in the order of steps and rows.</summary>
    public static float[] Actions(IBatchPolicy policy, int[] rows)
    {
        using IPolicySession session = policy.CreateSession(4);
        foreach (int row in rows)
            session.Begin(row, new EpisodeKey(1, SceneSplit.Source, row, false));
        var actions = new List<float>();
        for (uint step = 0; step < 30; step++)
        {
            foreach (int row in rows)
                Noise(4, (uint)row + (10 * step)).CopyTo(session.Observation(row));
            session.Infer(rows);
            foreach (int row in rows.Order())
                actions.AddRange(session.Action(row));
        }

        return [.. actions];
    }

    /// <summary>What a row does in 15 steps, beside others that see something else.</summary>
    public static float[] Roll(RecurrentPolicy policy, int rows, int row, int[] others)
    {
        using IPolicySession session = policy.CreateSession(rows);
        session.Begin(row, new EpisodeKey(1, SceneSplit.Evaluation, 77, true));
        foreach (int other in others)
            session.Begin(other, new EpisodeKey(1, SceneSplit.Evaluation, other, true));
        var actions = new List<float>();
        for (uint step = 0; step < 15; step++)
        {
            Noise(4, 50 + step).CopyTo(session.Observation(row));
            foreach (int other in others)
                Noise(4, 500 + (uint)other).CopyTo(session.Observation(other));
            session.Infer([.. others, row]);
            actions.AddRange(session.Action(row));
        }

        return [.. actions];
    }

    public static float[] Flat(this INetworkTrainer network, NetworkSlot slot) => [.. network.CopyOut(slot).SelectMany(values => values)];

    public static float[] Flat(this Checkpoint checkpoint) => [.. checkpoint.Weights.SelectMany(tensor => tensor.Values)];
}
