using IntervenGen.Core;
using IntervenGen.Interop.Torch;

namespace IntervenGen.Learning;

/// <summary>How a trained policy is used.</summary>
public sealed record RecurrentPolicyOptions
{
    /// <summary>Always the most likely mode and its mean; otherwise a mode by its weight, and noise of 1e-4.</summary>
    public bool Greedy { get; init; }

    /// <summary>Uses libtorch on the whole batch instead of the row-independent CPU kernel; implied by <c>cuda</c>.</summary>
    public bool BatchedTorch { get; init; }

    /// <summary><c>cpu</c> or <c>cuda</c>: where it runs, wherever it was trained.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Which CPU kernels.</summary>
    public TorchInstructionSet InstructionSet { get; init; }
}

/// <summary>A trained BC-RNN-GMM policy in use.</summary>
/// <remarks>Weights are shared and constant; sessions on several threads do not disturb each other. Dispose it after its sessions.</remarks>
public sealed class RecurrentPolicy : IBatchPolicy
{
    private readonly TorchPolicy _network;

    /// <summary>Makes a checkpoint ready for use.</summary>
    /// <exception cref="UsageException">The weights do not fit the checkpoint's own config, or CUDA is missing.</exception>
    public RecurrentPolicy(Checkpoint checkpoint, RecurrentPolicyOptions? options = null)
    {
        Checkpoint = checkpoint;
        Options = options ?? new RecurrentPolicyOptions();
        PolicyConfig config = checkpoint.Config with { Device = Options.Device, Threads = 1 };
        config.Validate();
        PolicyShapes.Require(checkpoint);
        _network = new TorchPolicy(
            config.ToTorch(checkpoint.ObservationSize, checkpoint.ActionSize) with { InstructionSet = Options.InstructionSet });
        try
        {
            _network.CopyIn(TorchSlot.Value, [.. checkpoint.Weights.Select(tensor => tensor.Values)]);
            _network.Pack();
        }
        catch
        {
            _network.Dispose();
            throw;
        }
    }

    /// <summary>Where it comes from.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>How it is used.</summary>
    public RecurrentPolicyOptions Options { get; }

    /// <inheritdoc/>
    public int ObservationSize => _network.Config.ObservationSize;

    /// <inheritdoc/>
    public int ActionSize => _network.Config.ActionSize;

    /// <inheritdoc/>
    public bool ServesAllLanes => Options.BatchedTorch || Options.Device == "cuda";

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
        return ServesAllLanes
            ? new TorchBatchSession(_network, Checkpoint, Options.Greedy, rows)
            : new KernelSession(_network, Checkpoint, Options.Greedy, rows);
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();
}
