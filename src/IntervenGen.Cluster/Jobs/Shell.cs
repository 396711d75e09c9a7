using System.Text.RegularExpressions;

namespace IntervenGen.Cluster.Jobs;

/// <summary>Words for a POSIX shell.</summary>
internal static partial class Shell
{
    /// <summary>A text as one word, whatever it holds but line breaks, which no file's line can hold.</summary>
    public static string Quote(string text) => Plain().IsMatch(text) ? text : "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    [GeneratedRegex(@"^[A-Za-z0-9_@%+=:,./-]+\z")]
    private static partial Regex Plain();
}
