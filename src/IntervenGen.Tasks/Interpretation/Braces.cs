using System.Globalization;
using System.Text.RegularExpressions;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>Numbered names written as one: <c>side{1..4}</c> is <c>side1</c>, <c>side2</c>, <c>side3</c>, <c>side4</c>.</summary>
internal static partial class Braces
{
    private const int MaxCount = 1000;

    /// <summary>All names that a text stands for; the text itself where it has no range.</summary>
    public static IEnumerable<string> Expand(string text)
    {
        Match match = Range().Match(text);
        if (!match.Success)
            return [text];
        int first = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        int last = int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        int count = Math.Clamp(last - first + 1, 0, MaxCount);
        return Enumerable.Range(first, count)
            .Select(number => string.Create(
                CultureInfo.InvariantCulture, $"{text[..match.Index]}{number}{text[(match.Index + match.Length)..]}"));
    }

    [GeneratedRegex(@"\{(\d{1,4})\.\.(\d{1,4})\}")]
    private static partial Regex Range();
}
