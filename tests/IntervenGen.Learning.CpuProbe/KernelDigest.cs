using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using IntervenGen.Learning.Cpu;
using IntervenGen.Learning.Networks;
using IntervenGen.Numerics;

namespace IntervenGen.Learning.CpuProbe;

/// <summary>Fingerprints of what the CPU kernels compute, for comparing machines, vectors and threads.</summary>
public static class KernelDigest
{
    private const ulong Start = 14695981039346656037; // FNV-1a over the results' bits

    // Sizes that no vector width divides, one that all do, a single step, a single window, a single mode, and the most.
    private static readonly (NetworkShape Shape, int Batch, int Steps)[] s_cases =
    [
        (new NetworkShape(5, 3, 7, 2, 4, 1e-3f), 3, 4),
        (new NetworkShape(26, 7, 33, 3, 5, 1e-4f), 17, 5),
        (new NetworkShape(9, 1, 64, 2, 64, 1e-4f), 20, 1),
        (new NetworkShape(26, 7, 400, 2, 1, 1e-4f), 1, 2),
    ];

    /// <summary>What this process computes with: 512, 256 or 128 bits.</summary>
    public static int WidestVectors => Vector512.IsHardwareAccelerated ? 512 : Avx2.IsSupported && Fma.IsSupported ? 256 : 128;

    /// <summary>Losses, weights, moments, averages and gradients of three gradient steps of several networks.</summary>
    public static ulong OfTraining(CpuVectors vectors = CpuVectors.Best, int threads = 2)
    {
        ulong digest = Start;
        foreach ((NetworkShape shape, int batch, int steps) in s_cases)
        {
            using var trainer = new CpuTrainer(shape, 11, threads, vectors);
            float[] observations = Noise(batch * steps * shape.ObservationSize, 1, 2), actions = Noise(batch * steps * shape.ActionSize, 2, 1);
            for (int i = 0; i < 3; i++)
                Hash((float)trainer.TrainStep(observations, actions, batch, steps, 1e-3f, 0.9f), ref digest);
            foreach (NetworkSlot slot in Enum.GetValues<NetworkSlot>())
                Hash(Copy(trainer, slot).SelectMany(values => values), ref digest);
        }

        return digest;
    }

    /// <summary>Means and logits of a dozen rows over six steps of several networks.</summary>
    public static ulong OfInference(CpuVectors vectors = CpuVectors.Best)
    {
        const int rows = 11;
        ulong digest = Start;
        foreach ((NetworkShape shape, _, _) in s_cases)
        {
            using var trainer = new CpuTrainer(shape, 12);
            var network = new CpuInference(shape, Copy(trainer, NetworkSlot.Value), vectors);
            CpuMemory memory = network.CreateMemory(rows);
            float[] means = new float[rows * shape.Means], logits = new float[rows * shape.Modes];
            for (uint step = 0; step < 6; step++)
            {
                network.Infer(memory, [.. Enumerable.Range(0, rows)], Noise(rows * shape.ObservationSize, 100 + step, 3), means, logits);
                Hash(means.Concat(logits), ref digest);
            }
        }

        return digest;
    }

    private static float[][] Copy(CpuTrainer trainer, NetworkSlot slot)
    {
        var arrays = new float[trainer.Parameters.Count][];
        for (int i = 0; i < arrays.Length; i++)
        {
            arrays[i] = new float[trainer.Parameters[i].Count];
            trainer.CopyOut(slot, i, arrays[i]);
        }

        return arrays;
    }

    private static float[] Noise(int count, uint stream, double scale)
    {
        var random = new CounterRandom(5, 0, stream);
        var values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = (float)(scale * random.NextDouble(-1, 1));
        return values;
    }

    private static void Hash(IEnumerable<float> values, ref ulong digest)
    {
        foreach (float value in values)
            Hash(value, ref digest);
    }

    private static void Hash(float value, ref ulong digest) => digest = (digest ^ BitConverter.SingleToUInt32Bits(value)) * 1099511628211;
}
