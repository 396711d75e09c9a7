using IntervenGen.Interop.Torch;
using IntervenGen.Learning.Cpu;
using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning.Tests.Cpu;

/// <summary>A network in C# and the same one in libtorch: its oracle.</summary>
internal sealed class Twin : IDisposable
{
    public Twin(NetworkShape shape, int threads = 1, CpuVectors vectors = CpuVectors.Best)
    {
        Own = new CpuTrainer(shape, 11, threads, vectors);
        Torch = new TorchPolicy(new TorchPolicyConfig
        {
            ObservationSize = shape.ObservationSize,
            ActionSize = shape.ActionSize,
            Hidden = shape.Hidden,
            Layers = shape.Layers,
            Modes = shape.Modes,
            MinStd = shape.MinStd,
            Seed = 11,
        });
    }

    public static NetworkShape Small { get; } = new(5, 3, 7, 2, 4, 1e-3f);

    public CpuTrainer Own { get; }

    public TorchPolicy Torch { get; }

    public static float[] Observations(NetworkShape shape, int batch, int steps) => Make.Noise(batch * steps * shape.ObservationSize, 1, 2);

    public static float[] Actions(NetworkShape shape, int batch, int steps) => Make.Noise(batch * steps * shape.ActionSize, 2);

    /// <summary>Gives libtorch the own network's weights.</summary>
    public void CopyWeights()
    {
        float[][] weights = NetworkArrays.CopyOut(Own, NetworkSlot.Value);
        for (int i = 0; i < weights.Length; i++)
            Torch.CopyIn(TorchSlot.Value, i, weights[i]);
    }

    public void Dispose()
    {
        Own.Dispose();
        Torch.Dispose();
    }
}
