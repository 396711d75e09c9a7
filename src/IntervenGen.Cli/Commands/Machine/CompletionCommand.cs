using System.CommandLine.Completions;

namespace IntervenGen.Cli.Commands.Machine;

/// <summary><c>igen completion bash|zsh</c>, and the question that those scripts ask the program: <c>igen [suggest:COLUMN]
/// LINE</c>.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash or zsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh");
        var command = new Command(
            "completion",
            "Print the shell script that completes igen's verbs, options and values.\n\n" +
            "Example:  igen completion bash");
        command.With(shell);
        return command.WithBody((parsed, _) =>
        {
            // Ours to the last character, and for a shell: line breaks are not to be made harmless.
            using Stream script = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"igen.{parsed.GetValue(shell)}")!;
            Console.Out.Write(new StreamReader(script).ReadToEnd());
        });
    }

    /// <summary>Whether the arguments are a shell's question, as <c>[suggest:12] "igen data"</c>.</summary>
    public static bool IsQuestion(string[] arguments) =>
        arguments is [['[', .., ']'], _] && arguments[0].StartsWith("[suggest", StringComparison.Ordinal);

    /// <summary>Answers it, a word a line.</summary>
    /// <param name="root">Every command.</param>
    /// <param name="arguments">The question.</param>
    public static void Answer(Command root, string[] arguments)
    {
        string line = arguments[1];
        string[] parts = arguments[0].Trim('[', ']').Split(':');
        int position = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int column)
            ? Math.Min(column, line.Length)
            : line.Length;
        // The program's own name may be any path to it: the first word is left out, and the column with it.
        int start = line.IndexOf(' ', StringComparison.Ordinal);
        if (start < 0 || position <= start)
            return;
        string rest = line[(start + 1)..];
        ParseResult parsed = root.Parse(rest);
        string word = rest[..(position - start - 1)].Split(' ')[^1];
        if (word.StartsWith('-'))
        {
            // The parser takes what follows an option of several values for another value.
            foreach (Option option in UsageErrors.Options(parsed.CommandResult).Where(
                option => option.Name.StartsWith(word, StringComparison.Ordinal)))
                Console.Out.WriteLine(option.Name);
            return;
        }

        // Other spellings of --help, for other systems' habits, would only be noise.
        foreach (CompletionItem item in parsed.GetCompletions(position - start - 1).Where(
            item => item.Label is not ['/', ..] and not "-?" and not "-h"))
            Console.Out.WriteLine(item.Label);
    }
}
