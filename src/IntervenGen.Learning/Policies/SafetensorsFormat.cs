using IntervenGen.Learning.Safetensors;

namespace IntervenGen.Learning.Policies;

/// <summary>Own checkpoints in files of safetensors, <c>.safetensors</c>.</summary>
internal sealed class SafetensorsFormat : CheckpointFormat
{
    public override string Name => "safetensors";

    public override bool Matches(string source) => source.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);

    protected override Checkpoint Load(string source) => SafetensorsCheckpoint.Load(source);
}
