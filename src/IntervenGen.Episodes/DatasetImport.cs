namespace IntervenGen.Episodes;

/// <summary>Result of an import.</summary>
/// <param name="Episodes">Number of episodes stored.</param>
/// <param name="Steps">Number of steps stored.</param>
/// <param name="Digest">Digest of the store.</param>
/// <param name="IsExact">Whether the file was a complete export of ours; the digest is then that of the exported store.</param>
/// <param name="Unmapped">Content of the file without a counterpart in the store, and the reverse, one description each.</param>
public sealed record DatasetImport(int Episodes, long Steps, string Digest, bool IsExact, IReadOnlyList<string> Unmapped);
