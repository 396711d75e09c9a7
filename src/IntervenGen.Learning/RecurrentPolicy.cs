using IntervenGen.Core;
using IntervenGen.Interop.Torch;
using IntervenGen.Learning.Cpu;
using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning;

/// <summary>How a trained policy is used.</summary>
public sealed record RecurrentPolicyOptions
{
    /// <summary>Always the most likely mode and its mean; otherwise a mode by its weight, and noise of 1e-4.</summary>
    public bool Greedy { get; init; }

    /// <summary>Uses libtorch on the whole batch instead of the row-independent CPU kernel; implied by <c>cuda</c>.</summary>
    public bool BatchedTorch { get; init; }

    /// <summary><c>cpu</c> or <c>cuda</c>: where it runs, wherever it was trained.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>How wide the CPU kernel's vectors are. They change its duration, never its result.</summary>
    public CpuVectors Vectors { get; init; }
}

/// <summary>A trained BC-RNN-GMM policy in use.</summary>
/// <remarks>Weights are shared and constant; sessions on several threads do not disturb each other. Dispose it after its
/// sessions.</remarks>
public sealed class RecurrentPolicy : IBatchPolicy
{
    private readonly NetworkShape _shape;
    private readonly CpuInference? _kernel;
    private readonly TorchPolicy? _torch;

    /// <summary>Makes a checkpoint ready for use.</summary>
    /// <exception cref="UsageException">The weights do not fit the checkpoint's own config, or CUDA is missing.</exception>
    public RecurrentPolicy(Checkpoint checkpoint, RecurrentPolicyOptions? options = null)
    {
        Checkpoint = checkpoint;
        Options = options ?? new RecurrentPolicyOptions();
        PolicyConfig config = checkpoint.Config.Validate();
        PolicyShapes.Require(checkpoint);
        _shape = config.ToShape(checkpoint.ObservationSize, checkpoint.ActionSize);
        if (ServesAllLanes)
            _torch = Torch(config, checkpoint, Options.Device);
        else
            _kernel = new CpuInference(_shape, [.. checkpoint.Weights.Select(tensor => tensor.Values)], Options.Vectors);
    }

    /// <summary>Where it comes from.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>How it is used.</summary>
    public RecurrentPolicyOptions Options { get; }

    /// <inheritdoc/>
    public int ObservationSize => _shape.ObservationSize;

    /// <inheritdoc/>
    public int ActionSize => _shape.ActionSize;

    /// <inheritdoc/>
    public bool ServesAllLanes => Options.BatchedTorch || Options.Device == ComputeDevice.Cuda;

    /// <summary>Loads a checkpoint and checks that it is for a task.</summary>
    /// <exception cref="UsageException">There is no such file, or it is for another task.</exception>
    /// <exception cref="EpisodeFormatException">The file is not a whole checkpoint.</exception>
    public static RecurrentPolicy Load(string path, TaskSpec spec, RecurrentPolicyOptions? options = null)
    {
        Checkpoint checkpoint = Checkpoint.Load(path);
        checkpoint.EnsureFor(spec);
        return new RecurrentPolicy(checkpoint, options);
    }

    /// <inheritdoc/>
    public IPolicySession CreateSession(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        return _kernel is { } kernel
            ? new KernelSession(kernel, Checkpoint, Options.Greedy, rows)
            : new TorchBatchSession(_torch!, Checkpoint, Options.Greedy, rows);
    }

    /// <inheritdoc/>
    public void Dispose() => _torch?.Dispose();

    private static TorchPolicy Torch(PolicyConfig config, Checkpoint checkpoint, ComputeDevice device)
    {
        var network = new TorchPolicy(config.ToTorch(
            checkpoint.ObservationSize, checkpoint.ActionSize, new TrainingResources { Device = device }));
        try
        {
            for (int i = 0; i < checkpoint.Weights.Count; i++)
                network.CopyIn(TorchSlot.Value, i, checkpoint.Weights[i].Values);
        }
        catch
        {
            network.Dispose();
            throw;
        }

        return network;
    }
}
