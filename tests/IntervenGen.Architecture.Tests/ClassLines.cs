using System.Text.RegularExpressions;

namespace IntervenGen.Architecture.Tests;

/// <summary>Counts the lines of types over all the files that they are written in.</summary>
internal static partial class ClassLines
{
    /// <summary>Lines of every type that stands at the left margin, with its braces, by its full name.</summary>
    /// <param name="files">Names and texts, formatted: a type's closing brace stands at the left margin too.</param>
    public static IReadOnlyDictionary<string, int> Count(IEnumerable<(string Name, string Text)> files)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach ((_, string text) in files)
        {
            string space = Namespace().Match(text).Groups[1].Value;
            string? type = null;
            int since = 0;
            string[] lines = text.Split('\n');
            for (int i = 0; i < lines.Length; i++)
            {
                if (type is null && Declaration().Match(lines[i]) is { Success: true } declared)
                    (type, since) = ($"{space}.{declared.Groups[1].Value}", i);
                if (type is null || !(lines[i].StartsWith('}') || (!lines[i].StartsWith(' ') && lines[i].EndsWith(';'))))
                    continue;
                counts[type] = counts.GetValueOrDefault(type) + i - since + 1;
                type = null;
            }
        }

        return counts;
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:(?:public|internal|file|static|sealed|abstract|readonly|unsafe|ref|partial) )+(?:class|struct|interface|enum|record(?: struct| class)?) (\w+)")]
    private static partial Regex Declaration();
}
