using IntervenGen.Learning.Networks;
using IntervenGen.Learning.Torch;

namespace IntervenGen.Learning;

/// <summary>A session that evaluates its rows in batched libtorch calls of a fixed size, on the CPU or a GPU.</summary>
/// <remarks>
/// A call always has a fixed number of rows, listed or not, the last block padded: libtorch picks its algorithms by
/// shape, and only with a constant shape does a row not depend on which others are listed, nor on how many lanes a run
/// has. Between devices, and from the CPU kernel, actions agree to rounding only.
/// </remarks>
public sealed class TorchSession : RecurrentSession
{
    // A GPU wants many rows a call.
    private const int RowsOnGpu = 64;

    // With MKL's reproducible code paths (LibTorch sets them) a row's place in a block doesn't matter: tried for blocks of 1 to 64
    // rows and layers of 16 to 1000 units. Without them a block of 8 told rows apart at 37 units.
    private const int RowsOnCpu = 8;

    private readonly TorchInference _network;
    private readonly int _blockRows, _blocks, _blockState;
    private readonly float[] _hidden, _cell, _nextHidden, _nextCell;
    private readonly float[] _observations, _means, _logits;
    private readonly bool[] _wanted;

    internal TorchSession(TorchInference network, Checkpoint checkpoint, bool greedy, int rows)
        : base(checkpoint.Config.ToShape(checkpoint.ObservationSize, checkpoint.ActionSize), checkpoint, greedy, rows)
    {
        _network = network;
        NetworkShape shape = network.Shape;
        _blockRows = network.IsOnCpu ? RowsOnCpu : RowsOnGpu;
        _blocks = (rows + _blockRows - 1) / _blockRows;
        _blockState = shape.Layers * _blockRows * shape.Hidden;
        _hidden = new float[_blocks * _blockState];
        _cell = new float[_blocks * _blockState];
        _nextHidden = new float[_blockState];
        _nextCell = new float[_blockState];
        _observations = new float[_blockRows * shape.ObservationSize];
        _means = new float[_blockRows * shape.Means];
        _logits = new float[_blockRows * shape.Modes];
        _wanted = new bool[_blocks];
    }

    private protected override void ClearState(int row)
    {
        for (int layer = 0; layer < Shape.Layers; layer++)
        {
            StateOf(Block(_hidden, row / _blockRows), layer, row).Clear();
            StateOf(Block(_cell, row / _blockRows), layer, row).Clear();
        }
    }

    private protected override void Evaluate(ReadOnlySpan<int> rows)
    {
        Array.Clear(_wanted);
        foreach (int row in rows)
            _wanted[row / _blockRows] = true;
        for (int block = 0; block < _blocks; block++)
        {
            if (_wanted[block])
                EvaluateBlock(block, rows);
        }
    }

    private void EvaluateBlock(int block, ReadOnlySpan<int> rows)
    {
        int first = block * _blockRows, present = Math.Min(_blockRows, Rows - first);
        Normalised.Slice(first * Shape.ObservationSize, present * Shape.ObservationSize).CopyTo(_observations);
        Block(_hidden, block).CopyTo(_nextHidden);
        Block(_cell, block).CopyTo(_nextCell);
        _network.Infer(_blockRows, _observations, _nextHidden, _nextCell, _means, _logits);
        _means.AsSpan(0, present * Shape.Means).CopyTo(Means[(first * Shape.Means)..]);
        _logits.AsSpan(0, present * Shape.Modes).CopyTo(Logits[(first * Shape.Modes)..]);
        foreach (int row in rows)
        {
            if (row / _blockRows != block)
                continue;
            for (int layer = 0; layer < Shape.Layers; layer++)
            {
                StateOf(_nextHidden, layer, row).CopyTo(StateOf(Block(_hidden, block), layer, row));
                StateOf(_nextCell, layer, row).CopyTo(StateOf(Block(_cell, block), layer, row));
            }
        }
    }

    private Span<float> Block(float[] state, int block) => state.AsSpan(block * _blockState, _blockState);

    // Of a block, shape [layers, _blockRows, hidden].
    private Span<float> StateOf(Span<float> block, int layer, int row)
    {
        int hidden = Shape.Hidden;
        return block.Slice(((layer * _blockRows) + (row % _blockRows)) * hidden, hidden);
    }
}
