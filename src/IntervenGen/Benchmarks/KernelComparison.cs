using System.Diagnostics;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Learning;
using IntervenGen.Learning.Cpu;
using IntervenGen.Learning.Networks;
using IntervenGen.Learning.Torch;
using IntervenGen.Numerics;

namespace IntervenGen;

/// <summary>The policy's kernels against libtorch's operators, on the same numbers, in turns.</summary>
/// <remarks>
/// A turn is a fraction of a scheduler's, and the other side's turn follows at once: what else runs on the machine hits both.
/// Medians over the turns are compared, and beside them the best turns.
/// </remarks>
internal static class KernelComparison
{
    /// <summary>Why nothing can be compared; null where it can.</summary>
    public static string? Missing => LibTorch.IsAvailable ? null : "libtorch is not on this machine";

    private const double TurnSeconds = 1e-3;
    private const int MinPairs = 21;

    /// <summary>Compares gradient steps.</summary>
    public static JsonObject Train(TaskSpec spec, PolicyConfig config, int threads, double seconds)
    {
        int rows = config.BatchSize * config.SequenceLength;
        float[] observations = Noise(rows * spec.ObservationSize, 1), actions = Noise(rows * spec.ActionSize, 2);
        NetworkShape shape = Shape(spec, config.Hidden);
        using var own = new CpuTrainer(shape, config.Seed, threads);
        using var torch = new TorchTrainer(shape, config.Seed);
        LibTorch.SetThreads(threads);
        return Compare(
            () => own.TrainStep(observations, actions, config.BatchSize, config.SequenceLength, 1e-4f, 0.995f),
            () => torch.TrainStep(observations, actions, config.BatchSize, config.SequenceLength, 1e-4f, 0.995f),
            seconds, 1e3, "ms");
    }

    /// <summary>Compares inference steps for a number of rows.</summary>
    public static JsonObject Infer(TaskSpec spec, int hidden, int rows, double seconds)
    {
        NetworkShape shape = Shape(spec, hidden);
        using var trainer = new CpuTrainer(shape, 1);
        float[][] weights =
        [
            .. trainer.Parameters.Select((parameter, i) =>
            {
                var values = new float[parameter.Count];
                trainer.CopyOut(NetworkSlot.Value, i, values);
                return values;
            }),
        ];
        var own = new CpuInference(shape, weights);
        using var torch = new TorchInference(shape, weights, ComputeDevice.Cpu);
        LibTorch.SetThreads(1);
        CpuMemory memory = own.CreateMemory(rows);
        int[] listed = [.. Enumerable.Range(0, rows)];
        using TorchMemory torchMemory = torch.CreateMemory(rows, blockRows: rows);
        float[] observations = Noise(rows * spec.ObservationSize, 1);
        float[] means = new float[rows * shape.Means], logits = new float[rows * shape.Modes];
        return Compare(
            () => own.Infer(memory, listed, observations, means, logits),
            () => torch.Infer(torchMemory, listed, observations, means, logits),
            seconds, 1e6 / rows, "us_per_row");
    }

    private static JsonObject Compare(Action own, Action torch, double seconds, double scale, string unit)
    {
        int calls = CallsPerTurn(own);
        _ = CallsPerTurn(torch);
        var ownTimes = new List<double>();
        var torchTimes = new List<double>();
        long start = Stopwatch.GetTimestamp();
        while (ownTimes.Count < MinPairs || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            // Whoever comes first finds the other's data in the caches, so they change places.
            if (ownTimes.Count % 2 == 0)
                ownTimes.Add(Time(own, calls));
            torchTimes.Add(Time(torch, calls));
            if (ownTimes.Count < torchTimes.Count)
                ownTimes.Add(Time(own, calls));
        }

        return new JsonObject
        {
            [$"own_{unit}"] = Math.Round(Median(ownTimes) * scale, 3),
            [$"torch_{unit}"] = Math.Round(Median(torchTimes) * scale, 3),
            ["torch_over_own"] = Math.Round(Median(torchTimes) / Median(ownTimes), 3),
            ["torch_over_own_best"] = Math.Round(torchTimes.Min() / ownTimes.Min(), 3),
            ["turns"] = ownTimes.Count,
        };
    }

    private static int CallsPerTurn(Action call)
    {
        Time(call, 3);
        double once = Time(call, 3);
        int calls = Math.Max(1, (int)(TurnSeconds / once));
        Time(call, calls);
        return calls;
    }

    private static double Time(Action call, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            call();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static NetworkShape Shape(TaskSpec spec, int hidden) => new(
        spec.ObservationSize, spec.ActionSize, hidden, PolicyConfig.Robomimic.Layers, PolicyConfig.Robomimic.GmmModes,
        PolicyConfig.Robomimic.MinStd);

    private static float[] Noise(int count, uint stream)
    {
        var random = new CounterRandom(3, 0, stream);
        var values = new float[count];
        foreach (ref float value in values.AsSpan())
            value = (float)random.NextDouble(-1, 1);
        return values;
    }
}
