using System.CommandLine.Parsing;
using System.Text;

namespace IntervenGen.Cli.Help;

/// <summary>The help of one command: what it is, its example, what it needs, and its options under headings.</summary>
internal static class HelpPage
{
    private const int MinWidth = 60, MaxWidth = 120, NameWidth = 34, Indent = 2;

    // What a text stands for, where an option's own name does not say it.
    private static readonly Dictionary<string, string> s_placeholders = new(StringComparer.Ordinal)
    {
        ["--out"] = "path",
        ["--source"] = "dataset",
        ["--data"] = "dataset",
        ["--recovery"] = "dataset",
        ["--policy"] = "checkpoint",
        ["--init"] = "checkpoint",
        ["--mjcf"] = "file.xml",
    };

    /// <summary>Writes the page.</summary>
    /// <param name="result">The command as it was asked for.</param>
    /// <param name="width">Columns to fill.</param>
    public static string Write(CommandResult result, int width)
    {
        Command command = result.Command;
        width = Math.Clamp(width, MinWidth, MaxWidth);
        var text = new StringBuilder();
        Paragraphs(text, command.Description ?? "", width);
        // Where the result goes comes last, as in the examples.
        Option[] options = [.. UsageErrors.Options(result).Where(option => !option.Hidden).OrderBy(option => option.Name == "--out")];
        Usage(text, result, options);
        Section(text, "Arguments", [.. command.Arguments.Where(argument => !argument.Hidden).Select(
            argument => ($"<{argument.Name}>", argument.Description ?? ""))], width);
        CommandGroups.Write(text, command, (heading, rows) => Section(text, heading, rows, width));
        Section(text, "Required", [.. options.Where(option => option.Required).Select(Row)], width);
        foreach (IGrouping<OptionGroup, Option> group in options.Where(option => !option.Required).GroupBy(
            OptionGroups.GroupOf).OrderBy(group => group.Key))
            Section(text, OptionGroups.Heading(group.Key), [.. group.Select(Row)], width);
        return text.ToString();
    }

    private static void Usage(StringBuilder text, CommandResult result, Option[] options)
    {
        Command command = result.Command;
        text.Append("Usage:\n  ").Append(UsageErrors.PathOf(result));
        if (command.Subcommands.Count > 0)
            text.Append(" [command]");
        foreach (Argument argument in command.Arguments)
            text.Append(argument.Arity.MaximumNumberOfValues > 1 ? $" <{argument.Name}>..." : $" <{argument.Name}>");
        foreach (Option option in options.Where(option => option.Required))
            text.Append(' ').Append(Name(option));
        text.Append(" [options]\n");
    }

    private static void Section(StringBuilder text, string heading, IReadOnlyList<(string Name, string Words)> rows, int width)
    {
        if (rows.Count == 0)
            return;
        text.Append('\n').Append(heading).Append(":\n");
        int column = Math.Min(NameWidth, rows.Max(row => row.Name.Length) + Indent) + Indent;
        foreach ((string name, string words) in rows)
        {
            text.Append(' ', Indent).Append(name);
            int at = Indent + name.Length;
            if (at + 1 >= column)
            {
                text.Append('\n');
                at = 0;
            }

            foreach (string line in Lines(words, width - column))
            {
                text.Append(' ', column - at).Append(line).Append('\n');
                at = 0;
            }

            if (words.Length == 0)
                text.Append('\n');
        }
    }

    private static (string Name, string Words) Row(Option option)
    {
        string words = option.Description ?? "";
        if (!option.Required && option.ValueType != typeof(bool) && option.HasDefaultValue && Default(option) is { Length: > 0 } value)
            words += $" [{value}]";
        return (Name(option), words);
    }

    // Every number and name as it would be typed; a list that is empty without its option is no value to show.
    private static string Default(Option option) => option.GetDefaultValue() switch
    {
        null => "",
        string text => text,
        System.Collections.IEnumerable => "",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Name(Option option)
    {
        string names = option is { Name: "--help" } ? "-h, --help" : option.Name;
        return option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool) ? names : $"{names} {Placeholder(option)}";
    }

    private static string Placeholder(Option option)
    {
        Type type = option.ValueType.IsArray
            ? option.ValueType.GetElementType()!
            : Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
        string word = option.HelpName ?? (type.IsEnum ? string.Join('|', Enum.GetNames(type))
            : NumberForm.IsNumber(type) ? "number"
            : s_placeholders.GetValueOrDefault(option.Name, option.Name.TrimStart('-')));
        return option.Arity.MaximumNumberOfValues > 1 ? $"<{word}>..." : $"<{word}>";
    }

    private static void Paragraphs(StringBuilder text, string description, int width)
    {
        foreach (string paragraph in description.Split("\n\n"))
        {
            // An example is one line to be copied, however long.
            if (paragraph.StartsWith("Example:", StringComparison.Ordinal))
            {
                text.Append(paragraph).Append("\n\n");
                continue;
            }

            foreach (string line in Lines(paragraph.ReplaceLineEndings(" "), width))
                text.Append(line).Append('\n');
            text.Append('\n');
        }
    }

    private static IEnumerable<string> Lines(string words, int width)
    {
        var line = new StringBuilder();
        foreach (string word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        if (line.Length > 0)
            yield return line.ToString();
    }
}
