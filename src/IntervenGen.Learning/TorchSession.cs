using IntervenGen.Learning.Torch;

namespace IntervenGen.Learning;

/// <summary>A session that evaluates its rows in batched libtorch calls of a fixed size, on the CPU or a GPU.</summary>
/// <remarks>A row's actions do not depend on the rows beside it. Between devices, and from the CPU kernel, they agree to rounding only.
/// </remarks>
public sealed class TorchSession : RecurrentSession
{
    private readonly TorchInference _network;
    private readonly TorchMemory _memory;

    internal TorchSession(TorchInference network, Checkpoint checkpoint, bool greedy, int rows)
        : base(network.Shape, checkpoint, greedy, rows)
    {
        _network = network;
        _memory = network.CreateMemory(rows);
    }

    private protected override void ClearState(int row) => _memory.Clear(row);

    private protected override void Evaluate(ReadOnlySpan<int> rows) => _network.Infer(_memory, rows, Normalised, Means, Logits);

    private protected override void Release() => _memory.Dispose();
}
