using IntervenGen.Interop.Torch;

namespace IntervenGen.Learning;

/// <summary>A worker's session on the CPU kernel: a row's action is the same, bit for bit, whatever other rows are listed.</summary>
public sealed class KernelSession : RecurrentSession
{
    private readonly float[] _hidden;
    private readonly float[] _cell;
    private readonly int _rowState;

    internal KernelSession(TorchPolicy network, Checkpoint checkpoint, bool greedy, int rows)
        : base(network, checkpoint, greedy, rows)
    {
        _rowState = network.Config.Layers * network.Config.Hidden;
        _hidden = new float[rows * _rowState];
        _cell = new float[rows * _rowState];
    }

    private protected override void ClearState(int row)
    {
        _hidden.AsSpan(row * _rowState, _rowState).Clear();
        _cell.AsSpan(row * _rowState, _rowState).Clear();
    }

    private protected override void Evaluate(ReadOnlySpan<int> rows) =>
        Network.InferRows(rows, Rows, Normalised, _hidden, _cell, Means, Logits);
}
