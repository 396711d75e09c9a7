using IntervenGen.Learning.Networks;
using static TorchSharp.torch;

namespace IntervenGen.Learning.Torch;

/// <summary>Recurrent state of some rows, in the memory of the device that advances them.</summary>
/// <remarks>
/// The rows are in blocks of a fixed number, the last one padded: libtorch picks its algorithms by shape. One thread at a time. Dispose of
/// it before its network.
/// </remarks>
public sealed class TorchMemory : IDisposable
{
    private readonly Tensor[] _hidden, _cells;
    private readonly bool[] _isFresh;

    internal TorchMemory(NetworkShape shape, Device device, int rows, int blockRows)
    {
        Shape = shape;
        Rows = rows;
        BlockRows = blockRows;
        int blocks = (rows + blockRows - 1) / blockRows;
        Listed = new bool[blocks * blockRows];
        _isFresh = new bool[blocks * blockRows];
        Sent = new float[blockRows * (shape.ObservationSize + 2)];
        Received = new float[blockRows * (shape.Means + shape.Modes)];
        _hidden = Zeros(device, blocks);
        _cells = Zeros(device, blocks);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of rows that are computed together.</summary>
    public int BlockRows { get; }

    internal NetworkShape Shape { get; }

    internal int Blocks => _hidden.Length;

    /// <summary>Which rows a call lists; set and cleared by the call.</summary>
    internal bool[] Listed { get; }

    /// <summary>What a block sends to the device: observation, whether fresh, whether listed.</summary>
    internal float[] Sent { get; }

    /// <summary>What a block receives: means, logits.</summary>
    internal float[] Received { get; }

    /// <summary>Clears the recurrent state of a row, as at the start of an episode.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The row is out of range.</exception>
    public void Clear(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        _isFresh[row] = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor state in (Tensor[])[.. _hidden, .. _cells])
            state.Dispose();
    }

    /// <summary>Whether a row was cleared since its block was last computed.</summary>
    internal bool IsFresh(int row) => _isFresh[row];

    internal (Tensor Hidden, Tensor Cells) State(int block) => (_hidden[block], _cells[block]);

    /// <summary>Replaces a block's state.</summary>
    internal void Replace(int block, Tensor hidden, Tensor cells)
    {
        Replace(ref _hidden[block], hidden);
        Replace(ref _cells[block], cells);
        _isFresh.AsSpan(block * BlockRows, BlockRows).Clear();
    }

    private static void Replace(ref Tensor old, Tensor next)
    {
        old.Dispose();
        old = next.DetachFromDisposeScope();
    }

    private Tensor[] Zeros(Device device, int blocks) =>
        [.. Enumerable.Range(0, blocks).Select(
            _ => zeros([Shape.Layers, BlockRows, Shape.Hidden], device: device).DetachFromDisposeScope())];
}
