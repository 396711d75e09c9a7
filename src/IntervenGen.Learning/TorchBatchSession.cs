using IntervenGen.Interop.Torch;

namespace IntervenGen.Learning;

/// <summary>A session that evaluates all its rows in one batched libtorch call, on the CPU or a GPU.</summary>
/// <remarks>
/// The batch always has <see cref="RecurrentSession.Rows"/> rows, listed or not: libtorch picks its algorithms by shape, and
/// only with a constant shape does a row not depend on which others are listed. Between sessions with different
/// numbers of rows, and between devices, actions agree to rounding only.
/// </remarks>
public sealed class TorchBatchSession : RecurrentSession
{
    private readonly float[] _hidden;
    private readonly float[] _cell;
    private readonly float[] _nextHidden;
    private readonly float[] _nextCell;

    internal TorchBatchSession(TorchPolicy network, Checkpoint checkpoint, bool greedy, int rows)
        : base(network, checkpoint, greedy, rows)
    {
        int size = network.Config.Layers * rows * network.Config.Hidden;
        _hidden = new float[size];
        _cell = new float[size];
        _nextHidden = new float[size];
        _nextCell = new float[size];
    }

    private protected override void ClearState(int row)
    {
        for (int layer = 0; layer < Network.Config.Layers; layer++)
        {
            StateOf(_hidden, layer, row).Clear();
            StateOf(_cell, layer, row).Clear();
        }
    }

    private protected override void Evaluate(ReadOnlySpan<int> rows)
    {
        _hidden.CopyTo(_nextHidden.AsSpan());
        _cell.CopyTo(_nextCell.AsSpan());
        Network.Infer(Rows, Normalised, _nextHidden, _nextCell, Means, Logits);
        foreach (int row in rows)
        {
            for (int layer = 0; layer < Network.Config.Layers; layer++)
            {
                StateOf(_nextHidden, layer, row).CopyTo(StateOf(_hidden, layer, row));
                StateOf(_nextCell, layer, row).CopyTo(StateOf(_cell, layer, row));
            }
        }
    }

    // Shape [layers, rows, hidden].
    private Span<float> StateOf(float[] state, int layer, int row)
    {
        int hidden = Network.Config.Hidden;
        return state.AsSpan(((layer * Rows) + row) * hidden, hidden);
    }
}
