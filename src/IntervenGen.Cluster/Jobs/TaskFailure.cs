using System.Globalization;

namespace IntervenGen.Cluster.Jobs;

/// <summary>One failed start of a task.</summary>
/// <param name="Time">When it ended, as the node's clock says, UTC.</param>
/// <param name="Node">Name of the node.</param>
/// <param name="ExitCode">Exit code; above 128 a signal's number more than that.</param>
/// <param name="LastLine">The last line of its log.</param>
public sealed record TaskFailure(string Time, string Node, int ExitCode, string LastLine)
{
    /// <summary>Reads a line of a script's record; null for one that is cut off.</summary>
    internal static TaskFailure? Parse(string line)
    {
        string[] words = line.Split('\t', 4);
        return words.Length == 4 && int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out int code)
            ? new TaskFailure(words[0], words[1], code, words[3])
            : null;
    }
}
