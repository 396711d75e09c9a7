using IntervenGen.Core;
using IntervenGen.Learning.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace IntervenGen.Learning.Torch;

/// <summary>A trained network in use by libtorch, on the CPU or a GPU, in calls of a fixed number of rows.</summary>
/// <remarks>
/// A call always has a block's number of rows, listed or not: libtorch picks its algorithms by shape, and only with a constant shape does a
/// row not depend on which others are listed, nor on how many there are. The recurrent state stays on the device; observations go there and
/// what the heads say comes back. Weights are constant. One thread at a time.
/// </remarks>
public sealed class TorchInference : IDisposable
{
    // On a GPU a call takes as long for this many rows as for one: its kernels are small, and starting them is the work.
    private const int RowsOnGpu = 512;

    // With MKL's reproducible code paths (LibTorch sets them) a row's place in a block doesn't matter: tried for blocks of 1 to 64
    // rows and layers of 16 to 1000 units. Without them a block of 8 told rows apart at 37 units.
    private const int RowsOnCpu = 8;

    private readonly TorchNetwork _network;
    private readonly NetworkScript? _script;

    /// <summary>Creates a network with given weights.</summary>
    /// <param name="shape">Sizes of the network.</param>
    /// <param name="weights">The arrays of the parameters, in order.</param>
    /// <param name="device">The device to compute on.</param>
    /// <exception cref="UsageException">libtorch or the device is not available.</exception>
    public TorchInference(NetworkShape shape, IReadOnlyList<float[]> weights, ComputeDevice device)
        : this(shape, weights, device, device == ComputeDevice.Cuda)
    {
    }

    // With the choice between libtorch's LSTM and the one written out, which is several times as fast on a GPU.
    internal TorchInference(NetworkShape shape, IReadOnlyList<float[]> weights, ComputeDevice device, bool isWrittenOut)
    {
        _network = new TorchNetwork(shape, device);
        IsOnCpu = device == ComputeDevice.Cpu;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        for (int i = 0; i < weights.Count; i++)
            _network.Values[i].copy_(tensor(weights[i], _network.Values[i].shape));
        if (isWrittenOut)
            _script = new NetworkScript(_network);
    }

    /// <summary>Whether it computes on the CPU.</summary>
    public bool IsOnCpu { get; }

    /// <summary>Sizes of the network.</summary>
    public NetworkShape Shape => _network.Shape;

    /// <summary>Creates the recurrent state of a number of rows, all at the start of an episode.</summary>
    /// <param name="rows">Number of rows, R.</param>
    /// <param name="blockRows">Number of rows that are computed together; null for the device's usual.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive, or out of reach.</exception>
    public TorchMemory CreateMemory(int rows, int? blockRows = null)
    {
        int block = blockRows ?? (IsOnCpu ? RowsOnCpu : RowsOnGpu);
        RowArguments.RequireCount(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(block, nameof(blockRows));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(block, 1 << 16, nameof(blockRows));
        return new TorchMemory(Shape, _network.Device, rows, block);
    }

    /// <summary>Advances the listed rows by one step.</summary>
    /// <param name="memory">Recurrent state of R rows; only the listed ones are changed.</param>
    /// <param name="rows">Indices of the rows to compute.</param>
    /// <param name="observations">Normalised observations, shape [R, O].</param>
    /// <param name="means">Result, shape [R, K, A], tanh applied; only listed rows are touched.</param>
    /// <param name="logits">Result, shape [R, K]; only listed rows are touched.</param>
    /// <remarks>A row's result does not depend on which others are listed.</remarks>
    /// <exception cref="ArgumentException">A span's length is wrong, or a row out of range.</exception>
    public void Infer(
        TorchMemory memory, ReadOnlySpan<int> rows, ReadOnlySpan<float> observations, Span<float> means, Span<float> logits)
    {
        ArgumentNullException.ThrowIfNull(memory);
        if (memory.Shape != Shape)
            throw new ArgumentException("the memory is another network's", nameof(memory));
        RowArguments.Require(Shape, memory.Rows, rows, observations, means, logits);
        Array.Clear(memory.Listed);
        foreach (int row in rows)
            memory.Listed[row] = true;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = inference_mode();

        // All blocks are queued before the first is read: reading waits for the device.
        var said = new Tensor?[memory.Blocks];
        for (int block = 0; block < said.Length; block++)
        {
            if (memory.Listed.AsSpan(block * memory.BlockRows, memory.BlockRows).Contains(true))
                said[block] = Step(memory, block, observations);
        }

        for (int block = 0; block < said.Length; block++)
        {
            if (said[block] is not { } heads)
                continue;
            heads.CopyNumbersTo(memory.Received);
            Unpack(memory, block, means, logits);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _script?.Dispose();
        _network.Dispose();
    }

    // Advances a block; returns its means and logits side by side: in one piece, because every copy from the device waits.
    private Tensor Step(TorchMemory memory, int block, ReadOnlySpan<float> observations)
    {
        bool any = Pack(memory, block, observations, out bool all);
        int size = Shape.ObservationSize;
        Tensor sent = tensor(memory.Sent, [memory.BlockRows, size + 2], device: _network.Device);
        (Tensor hidden, Tensor cells) = memory.State(block);
        if (_script is { } script)
        {
            (Tensor heads, hidden, cells) = script.Advance(sent, hidden, cells, any, all);
            memory.Replace(block, hidden, cells);
            return heads;
        }

        if (any)
        {
            Tensor fresh = sent.narrow(1, size, 1).to_type(ScalarType.Bool);
            (hidden, cells) = (hidden.masked_fill(fresh, 0), cells.masked_fill(fresh, 0));
        }

        (Tensor m, Tensor l, Tensor nextHidden, Tensor nextCells) = _network.Step(sent.narrow(1, 0, size).contiguous(), hidden, cells);
        if (!all)
        {
            Tensor listed = sent.narrow(1, size + 1, 1).to_type(ScalarType.Bool);
            (nextHidden, nextCells) = (where(listed, nextHidden, hidden), where(listed, nextCells, cells));
        }

        memory.Replace(block, nextHidden, nextCells);
        return cat([m, l], 1);
    }

    // Returns whether a row begins anew; `all`: whether all of the block's rows are listed.
    private bool Pack(TorchMemory memory, int block, ReadOnlySpan<float> observations, out bool all)
    {
        int size = Shape.ObservationSize, first = block * memory.BlockRows;
        bool any = false;
        all = true;
        for (int i = 0; i < memory.BlockRows; i++)
        {
            Span<float> sent = memory.Sent.AsSpan(i * (size + 2), size + 2);
            bool listed = memory.Listed[first + i], fresh = memory.IsFresh(first + i);
            if (listed)
                observations.Slice((first + i) * size, size).CopyTo(sent);
            (sent[size], sent[size + 1]) = (fresh ? 1 : 0, listed ? 1 : 0);
            any |= fresh;
            all &= listed || first + i >= memory.Rows;
        }

        return any;
    }

    private void Unpack(TorchMemory memory, int block, Span<float> means, Span<float> logits)
    {
        int first = block * memory.BlockRows, count = Math.Min(memory.BlockRows, memory.Rows - first);
        for (int i = 0; i < count; i++)
        {
            if (!memory.Listed[first + i])
                continue;
            ReadOnlySpan<float> received = memory.Received.AsSpan(i * (Shape.Means + Shape.Modes), Shape.Means + Shape.Modes);
            received[..Shape.Means].CopyTo(means[((first + i) * Shape.Means)..]);
            received[Shape.Means..].CopyTo(logits[((first + i) * Shape.Modes)..]);
        }
    }
}
