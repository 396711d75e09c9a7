using IntervenGen.Core;
using IntervenGen.Learning.Cpu;
using IntervenGen.Learning.Networks;
using IntervenGen.Learning.Torch;

namespace IntervenGen.Learning;

/// <summary>Options for the use of a trained policy.</summary>
public sealed record RecurrentPolicyOptions
{
    /// <summary>Whether to take the mean of the most likely mode; otherwise a mode is sampled by its weight, with noise of 1e-4.</summary>
    public bool Greedy { get; init; }

    /// <summary>
    /// Whether to evaluate the whole batch with libtorch instead of the row-independent CPU kernels; implied by <c>cuda</c>.
    /// </summary>
    public bool BatchedTorch { get; init; }

    /// <summary>The device to run on, independent of where it was trained.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>Vector width of the CPU kernels. It changes the duration, never the result.</summary>
    public CpuVectors Vectors { get; init; }
}

/// <summary>A trained BC-RNN-GMM policy ready for inference.</summary>
/// <remarks>Weights are shared and constant; sessions on different threads are independent. Dispose of it after its sessions.</remarks>
public sealed class RecurrentPolicy : IBatchPolicy
{
    private readonly NetworkShape _shape;
    private readonly CpuInference? _kernel;
    private readonly TorchInference? _torch;

    /// <summary>Prepares a checkpoint for inference.</summary>
    /// <exception cref="UsageException">The weights do not fit the checkpoint's configuration, or CUDA is not available.</exception>
    public RecurrentPolicy(Checkpoint checkpoint, RecurrentPolicyOptions? options = null)
    {
        Checkpoint = checkpoint;
        Options = options ?? new RecurrentPolicyOptions();
        PolicyConfig config = checkpoint.Config.Validate();
        PolicyShapes.Require(checkpoint);
        _shape = config.ToShape(checkpoint.ObservationSize, checkpoint.ActionSize);
        float[][] weights = [.. checkpoint.Weights.Select(tensor => tensor.Values)];
        if (ServesAllLanes)
            _torch = new TorchInference(_shape, weights, Options.Device);
        else
            _kernel = new CpuInference(_shape, weights, Options.Vectors);
    }

    /// <summary>The checkpoint that the policy was loaded from.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>The options that the policy is used with.</summary>
    public RecurrentPolicyOptions Options { get; }

    /// <inheritdoc/>
    public int ObservationSize => _shape.ObservationSize;

    /// <inheritdoc/>
    public int ActionSize => _shape.ActionSize;

    /// <inheritdoc/>
    public bool ServesAllLanes => Options.BatchedTorch || Options.Device == ComputeDevice.Cuda;

    /// <summary>Loads a checkpoint and checks that it is for a task.</summary>
    /// <exception cref="UsageException">The file does not exist, or the policy is for another task.</exception>
    /// <exception cref="EpisodeFormatException">The file is not a complete checkpoint.</exception>
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
            : new TorchSession(_torch!, Checkpoint, Options.Greedy, rows);
    }

    /// <inheritdoc/>
    public void Dispose() => _torch?.Dispose();
}
