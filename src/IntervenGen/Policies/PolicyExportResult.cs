using System.Text.Json.Nodes;

namespace IntervenGen;

/// <summary>Result of an export of a policy.</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="To">Format of the file.</param>
/// <param name="Task">Task that the policy is for.</param>
/// <param name="Bytes">Size of the file, bytes.</param>
public sealed record PolicyExportResult(string Path, PolicyExportFormat To, string Task, long Bytes)
{
    internal JsonObject ToJson() => new()
    {
        ["out"] = Path,
        ["to"] = To.ToString().ToLowerInvariant(),
        ["task"] = Task,
        ["bytes"] = Bytes,
    };
}
