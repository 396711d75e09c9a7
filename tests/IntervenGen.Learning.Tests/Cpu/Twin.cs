using IntervenGen.Core;
using IntervenGen.Learning.Cpu;
using IntervenGen.Learning.Networks;
using IntervenGen.Learning.Torch;

namespace IntervenGen.Learning.Tests.Cpu;

/// <summary>A network by own kernels and the same one by libtorch's operators: its oracle, loaded where a test asks for it.</summary>
internal sealed class Twin(NetworkShape shape, int threads = 1, CpuVectors vectors = CpuVectors.Best) : IDisposable
{
    private TorchTrainer? _torch;

    public static NetworkShape Small { get; } = new(5, 3, 7, 2, 4, 1e-3f);

    public CpuTrainer Own { get; } = new(shape, 11, threads, vectors);

    public TorchTrainer Torch => _torch ??= new TorchTrainer(shape, 11);

    public static float[] Observations(NetworkShape shape, int batch, int steps) => Make.Noise(batch * steps * shape.ObservationSize, 1, 2);

    public static float[] Actions(NetworkShape shape, int batch, int steps) => Make.Noise(batch * steps * shape.ActionSize, 2);

    /// <summary>Gives libtorch the own network's weights.</summary>
    public void CopyWeights() => Torch.CopyIn(NetworkSlot.Value, Own.CopyOut(NetworkSlot.Value));

    /// <summary>libtorch's network in use, with the own network's weights.</summary>
    public TorchInference CreateInference(bool isWrittenOut = false) =>
        new(shape, Own.CopyOut(NetworkSlot.Value), ComputeDevice.Cpu, isWrittenOut);

    public void Dispose()
    {
        Own.Dispose();
        _torch?.Dispose();
    }
}
