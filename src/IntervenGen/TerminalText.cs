using System.Buffers;
using System.Globalization;
using System.Text;

namespace IntervenGen;

/// <summary>Makes text from files, peers and exceptions safe for a terminal or a log.</summary>
/// <remarks>
/// A terminal obeys control characters (ESC colours, moves the cursor, renames the window, answers into the shell), and
/// shows text in another order, or not at all, after Unicode's format characters; a line break makes one message look
/// like two. All of these are written as what they are: <c>\u001b</c>. What is left is what a person can see.
/// </remarks>
internal static class TerminalText
{
    // Printable ASCII is the usual case and needs no closer look.
    private static readonly SearchValues<char> s_plain =
        SearchValues.Create(Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).ToArray());

    /// <summary>The text on one line, with control characters escaped.</summary>
    public static string OneLine(string? text) => Escape(text, keepLines: false);

    /// <summary>The text with its line breaks kept, such as a stack trace.</summary>
    public static string Lines(string? text) => Escape(text, keepLines: true);

    private static string Escape(string? text, bool keepLines)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        int first = text.AsSpan().IndexOfAnyExcept(s_plain);
        if (first < 0)
            return text;
        var escaped = new StringBuilder(text.Length + 16).Append(text, 0, first);
        for (int i = first; i < text.Length;)
        {
            // A lone surrogate is no rune; it is one character then.
            bool isRune = Rune.TryGetRuneAt(text, i, out Rune rune);
            int length = isRune ? rune.Utf16SequenceLength : 1;
            if (isRune && (IsVisible(rune) || (keepLines && IsLineBreak(text, i))))
                escaped.Append(text, i, length);
            else
                AppendCode(escaped, isRune ? rune.Value : text[i]);
            i += length;
        }

        return escaped.ToString();
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    // A carriage return alone goes back over the line that was just written.
    private static bool IsLineBreak(string text, int at) =>
        text[at] == '\n' || (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n');

    private static void AppendCode(StringBuilder escaped, int code)
    {
        if (code == '\n')
            escaped.Append("\\n");
        else if (code <= char.MaxValue)
            escaped.Append(CultureInfo.InvariantCulture, $"\\u{code:x4}");
        else
            escaped.Append(CultureInfo.InvariantCulture, $"\\U{code:x8}");
    }
}
