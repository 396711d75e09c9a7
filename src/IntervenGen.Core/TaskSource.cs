namespace IntervenGen.Core;

/// <summary>A copy of the folder that describes a task, carried by what is made with it: datasets and checkpoints.</summary>
/// <param name="Hash">First 16 hexadecimal digits of a SHA-256 over names and contents of all its files.</param>
/// <param name="Files">Contents by path within the folder: texts as they are, others as <c>base64:</c> and their bytes. An assembly
/// counts in the hash and is not carried: what runs comes from where the user put it, never with data.</param>
/// <remarks>Immutable. Two copies with one hash are one task.</remarks>
public sealed record TaskSource(string Hash, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>Before the bytes of a file that is no text.</summary>
    public const string Base64 = "base64:";

    /// <inheritdoc/>
    public bool Equals(TaskSource? other) => other is not null && other.Hash == Hash;

    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode(StringComparison.Ordinal);
}
