using IntervenGen.Core;

namespace IntervenGen.Learning;

/// <summary>Device and threads of a training; they are no part of what it learns.</summary>
/// <remarks>The number of threads changes the duration, never the result. Another device rounds differently.</remarks>
public sealed record TrainingResources
{
    /// <summary>Largest number of threads of a gradient step.</summary>
    public const int MaxThreads = 256;

    /// <summary>One CPU thread.</summary>
    public static TrainingResources OneThread { get; } = new();

    /// <summary>The device that gradients are computed on.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>Number of threads of a gradient step on the CPU, 1 to <see cref="MaxThreads"/>.</summary>
    public int Threads { get; init; } = 1;

    // On the CPU by what computes on a GPU: libtorch, from a set that it holds, with steps that are queued.
    internal bool AsOnGpu { get; init; }

    /// <summary>Checks that every value is within its limits.</summary>
    /// <returns>These resources, unchanged.</returns>
    /// <exception cref="UsageException">A value is out of range; the message names it and its limits.</exception>
    public TrainingResources Validate()
    {
        if (Threads is < 1 or > MaxThreads)
            throw new UsageException($"threads is {Threads}; 1 to {MaxThreads} are possible");
        return Enum.IsDefined(Device) ? this : throw new UsageException($"device is {(int)Device}; cpu and cuda are known");
    }
}
