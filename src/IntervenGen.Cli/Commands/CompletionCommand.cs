using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen completion bash|zsh</c>, and the question that those scripts ask the program: <c>igen [suggest:COLUMN] LINE</c>.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # Completion of igen for bash:  source <(igen completion bash)
        _igen() {
          local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]}
          mapfile -t COMPREPLY < <(compgen -W "$(igen "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "$word")
        }
        complete -o bashdefault -o default -F _igen igen
        """;

    private const string Zsh = """
        #compdef igen
        # Completion of igen for zsh:  source <(igen completion zsh)
        _igen() {
          local -a words_of_igen
          words_of_igen=("${(@f)$(igen "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
          compadd -a words_of_igen
          _files
        }
        (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
        compdef _igen igen
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash or zsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh");
        var command = new Command(
            "completion",
            "Print a script with which a shell completes igen's verbs, options and their values.\n\n" +
            "Example:  igen completion bash");
        command.Arguments.Add(shell);
        return command.WithBody((parsed, _) =>
        {
            // Ours to the last character, and for a shell: line breaks are not to be made harmless.
            Console.Out.WriteLine(parsed.GetValue(shell) == "zsh" ? Zsh : Bash);
            return Invocation.Done;
        });
    }

    /// <summary>Whether the arguments are a shell's question, as <c>[suggest:12] "igen data"</c>.</summary>
    public static bool IsQuestion(string[] arguments) => arguments is [['[', .., ']'], _] && arguments[0].StartsWith("[suggest", StringComparison.Ordinal);

    /// <summary>Answers it, a word a line.</summary>
    /// <param name="root">Every command.</param>
    /// <param name="arguments">The question.</param>
    public static void Answer(Command root, string[] arguments)
    {
        string line = arguments[1];
        string[] parts = arguments[0].Trim('[', ']').Split(':');
        int position = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int column) ? Math.Min(column, line.Length) : line.Length;
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
            foreach (Option option in UsageErrors.Options(parsed.CommandResult).Where(option => option.Name.StartsWith(word, StringComparison.Ordinal)))
                Console.Out.WriteLine(option.Name);
            return;
        }

        // Other spellings of --help, for other systems' habits, would only be in the way.
        foreach (CompletionItem item in parsed.GetCompletions(position - start - 1).Where(item => item.Label is not ['/', ..] and not "-?" and not "-h"))
            Console.Out.WriteLine(item.Label);
    }
}
