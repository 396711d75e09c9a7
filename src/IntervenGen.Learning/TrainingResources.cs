using IntervenGen.Core;
using IntervenGen.Interop.Torch;

namespace IntervenGen.Learning;

/// <summary>What a training runs on: nothing of what it learns.</summary>
/// <remarks>Threads change how long it takes and never its result. Another device rounds otherwise.</remarks>
public sealed record TrainingResources
{
    /// <summary>Most threads of a gradient step.</summary>
    public const int MaxThreads = 256;

    /// <summary>One thread of the CPU.</summary>
    public static TrainingResources OneThread { get; } = new();

    /// <summary>Where gradients are computed.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>Threads of a gradient step on the CPU, 1 to <see cref="MaxThreads"/>.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Checks every value.</summary>
    /// <returns>This.</returns>
    /// <exception cref="UsageException">A value is out of range; the message names it and its limits.</exception>
    public TrainingResources Validate()
    {
        if (Threads is < 1 or > MaxThreads)
            throw new UsageException($"threads is {Threads}; 1 to {MaxThreads} are possible");
        return Enum.IsDefined(Device) ? this : throw new UsageException($"device is {(int)Device}; cpu and cuda are known");
    }

    /// <summary>The device as libtorch has it.</summary>
    /// <exception cref="UsageException">CUDA is asked for, and this libtorch or this machine has none.</exception>
    internal static TorchDevice TorchDeviceOf(ComputeDevice device)
    {
        if (device == ComputeDevice.Cpu)
            return TorchDevice.Cpu;
        if (!TorchLibrary.HasCuda)
        {
            throw new UsageException(
                $"device is 'cuda', and libtorch {TorchLibrary.Version} has no CUDA or finds no GPU; " +
                "use 'cpu', or set LIBTORCH_HOME to a CUDA build of libtorch and run tools/setup");
        }

        return TorchDevice.Cuda;
    }
}
