using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen.Web.Teleop;

/// <summary>What was measured while a person drove: one file for each session, beside the dataset.</summary>
internal static class TeleopSessionFile
{
    private const int MaxSessions = 10_000;

    /// <summary>Writes <c>NAME.teleop.json</c>, or <c>NAME.teleop-2.json</c> and so on after other sessions; overwrites none.</summary>
    /// <param name="folder">The dataset; whoever calls holds its lock, so no other session looks for a name meanwhile.</param>
    /// <param name="measured">What was measured.</param>
    public static void Write(string folder, JsonObject measured)
    {
        string name = Path.TrimEndingDirectorySeparator(folder);
        IEnumerable<string> names = Enumerable.Range(1, MaxSessions)
            .Select(session => session == 1 ? $"{name}.teleop.json" : $"{name}.teleop-{session}.json");
        string path = names.FirstOrDefault(candidate => !Path.Exists(candidate))
            ?? throw new UsageException($"'{name}' has {MaxSessions} files of sessions beside it; move them elsewhere");
        OutputFile.Write(path, measured.ToJsonString() + "\n");
    }
}
