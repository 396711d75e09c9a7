namespace IntervenGen.Learning.TorchFiles;

/// <summary>A block of numbers in an archive, as its pickle describes it.</summary>
/// <param name="Kind">Kind of the numbers.</param>
/// <param name="Key">Name of the entry under <c>data/</c>.</param>
/// <param name="Count">How many numbers it has.</param>
internal sealed record TorchStorage(StorageKind Kind, string Key, long Count);
