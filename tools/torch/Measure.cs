using System.Diagnostics;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Learning.Networks;
using IntervenGen.Learning.Torch;
using IntervenGen.Numerics;

namespace IntervenGen.Tools.Torch;

/// <summary>Gradient steps and inference rows per second of libtorch's path, at robomimic's size.</summary>
internal static class Measure
{
    private const int Batch = 100, Steps = 10, Windows = 100_000;

    // Observation and action of Nut Insertion; two layers of 400 units and five modes are robomimic's.
    private static readonly NetworkShape s_shape = new(37, 7, 400, 2, 5, 1e-4f);

    /// <summary>Measures on a device; every figure takes the given number of seconds.</summary>
    public static JsonObject Run(ComputeDevice device, double seconds)
    {
        var rates = new JsonObject();
        foreach (int rows in (ReadOnlySpan<int>)[64, 128, 256, 512, 1024, 2048, 4096])
            rates[$"{rows}"] = Math.Round(RowsPerSecond(device, rows, seconds), 1);
        return new JsonObject
        {
            ["device"] = device.ToString(),
            ["libtorch"] = LibTorch.Version,
            ["hidden"] = s_shape.Hidden,
            ["gradient_steps_per_s"] = Math.Round(StepsPerSecond(device, seconds), 2),
            ["rows_per_s"] = rates,
        };
    }

    private static double StepsPerSecond(ComputeDevice device, double seconds)
    {
        using var trainer = new TorchTrainer(s_shape, 1, device);
        trainer.Hold(
            Noise(Windows * s_shape.ObservationSize), Noise(Windows * s_shape.ActionSize),
            [.. Enumerable.Range(0, Windows).Select(step => Math.Min(step / 100 * 100 + 99, Windows - 1))]);
        int[] starts = [.. Enumerable.Range(0, Batch).Select(window => window * 997 % Windows)];
        const int queued = 20;
        return queued * PerSecond(seconds, () =>
        {
            for (int i = 0; i < queued; i++)
                trainer.QueueStep(starts, Steps, 1e-4f, 0.995f);
            _ = trainer.TakeLosses();
        });
    }

    private static double RowsPerSecond(ComputeDevice device, int rows, double seconds)
    {
        using var trainer = new TorchTrainer(s_shape, 1);
        float[][] weights = [.. trainer.Parameters.Select((parameter, i) =>
        {
            var values = new float[parameter.Count];
            trainer.CopyOut(NetworkSlot.Value, i, values);
            return values;
        })];
        using var network = new TorchInference(s_shape, weights, device);
        using TorchMemory memory = network.CreateMemory(rows);
        int[] listed = [.. Enumerable.Range(0, rows)];
        float[] observations = Noise(rows * s_shape.ObservationSize);
        float[] means = new float[rows * s_shape.Means], logits = new float[rows * s_shape.Modes];
        return rows * PerSecond(seconds, () => network.Infer(memory, listed, observations, means, logits));
    }

    private static double PerSecond(double seconds, Action work)
    {
        for (int i = 0; i < 3; i++)
            work();
        int count = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            work();
            count++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static float[] Noise(int count)
    {
        var random = new CounterRandom(3, 0, 0);
        var values = new float[count];
        foreach (ref float value in values.AsSpan())
            value = (float)random.NextDouble(-1, 1);
        return values;
    }
}
