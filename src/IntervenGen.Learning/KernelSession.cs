using IntervenGen.Learning.Cpu;

namespace IntervenGen.Learning;

/// <summary>A worker's session on the CPU kernels: a row's action is the same, bit for bit, whatever other rows are listed.</summary>
public sealed class KernelSession : RecurrentSession
{
    private readonly CpuInference _network;
    private readonly CpuMemory _memory;

    internal KernelSession(CpuInference network, Checkpoint checkpoint, bool greedy, int rows)
        : base(network.Shape, checkpoint, greedy, rows)
    {
        _network = network;
        _memory = network.CreateMemory(rows);
    }

    private protected override void ClearState(int row) => _memory.Clear(row);

    private protected override void Evaluate(ReadOnlySpan<int> rows) => _network.Infer(_memory, rows, Normalised, Means, Logits);
}
