using IntervenGen.Learning.TorchFiles;

namespace IntervenGen.Learning.Safetensors;

/// <summary>A tensor as a file's header describes it.</summary>
/// <param name="Kind">Kind of its numbers.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Begin">Its first byte, counted from the end of the header.</param>
/// <param name="End">The byte behind its last one.</param>
internal sealed record SafetensorsTensor(StorageKind Kind, IReadOnlyList<int> Shape, int Begin, int End);
