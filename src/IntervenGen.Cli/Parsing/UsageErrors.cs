using System.CommandLine.Parsing;

namespace IntervenGen.Cli.Parsing;

/// <summary>Says in one line what is wrong with a command line, and what was probably meant.</summary>
internal static class UsageErrors
{
    /// <summary>The line, without a prefix; null where nothing is wrong.</summary>
    /// <param name="parsed">What the parser made of it.</param>
    /// <param name="arguments">The words as they were given.</param>
    public static string? Find(ParseResult parsed, string[] arguments)
    {
        if (parsed.Action is ShortHelp)
            return null;
        string path = PathOf(parsed.CommandResult);
        string? fault = Unknown(parsed, arguments);
        if (fault is null && parsed.Errors.Count > 0)
            fault = Fault(parsed, parsed.CommandResult.Command, path);
        return fault is null ? null : $"{fault}; see '{path} --help'";
    }

    // The parser takes a misspelt option for a value wherever one may stand ('--data a --recoverry b' for three datasets). Here
    // whatever looks like an option is one; a value that begins with a dash is written with '=', a path with './'.
    private static string? Unknown(ParseResult parsed, string[] arguments)
    {
        // Options of a verb that there is not are not the fault.
        if (parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var verb, ..] && !LooksLikeAnOption(verb))
            return null;
        Option[] options = [.. Options(parsed.CommandResult)];
        string before = "";
        foreach (string word in arguments.TakeWhile(word => word != "--"))
        {
            if (LooksLikeAnOption(word))
            {
                string name = word.Split('=', ':')[0];
                if (!options.Any(option => Names(option).Contains(name)))
                    return $"unknown option '{name}'; nearest is {NearestName.Of(name, options.Select(option => option.Name))}";
                if (options.FirstOrDefault(option => Names(option).Contains(before)) is { Arity.MinimumNumberOfValues: > 0 })
                    return $"{before} has no value: '{name}' follows it";
            }

            before = word;
        }

        return null;
    }

    private static bool LooksLikeAnOption(string word) =>
        word.Length > 1 && word[0] == '-' && !(char.IsAsciiDigit(word[1]) || word[1] is '.' or ',');

    private static string Fault(ParseResult parsed, Command command, string path)
    {
        // A command that also does something by itself is not one of verbs alone.
        string[] verbs = command.Arguments.Count > 0 ? [] : [.. command.Subcommands.Select(verb => verb.Name)];
        if (parsed.UnmatchedTokens.Count > 0)
        {
            string token = parsed.UnmatchedTokens[0];
            if (LooksLikeAnOption(token))
                return $"'{token}' must come after '{path}'";
            return verbs.Length > 0
                ? $"'{path}' has no '{token}'; the nearest is '{NearestName.Of(token, verbs)}' among {string.Join(", ", verbs)}"
                : $"'{path}' does not know what to do with '{token}'";
        }

        if (verbs.Length > 0)
            return $"'{path}' needs one of: {string.Join(", ", verbs)}";
        // What was given and is wrong comes before what is missing.
        ParseError error = parsed.Errors.FirstOrDefault(error => error.SymbolResult is ArgumentResult or OptionResult { Tokens.Count: > 0 })
            ?? parsed.Errors[0];
        return string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
    }

    /// <summary>Every option that a command takes, those of the commands above it included.</summary>
    public static IEnumerable<Option> Options(CommandResult result)
    {
        foreach (Option option in result.Command.Options)
            yield return option;
        for (CommandResult? above = result.Parent as CommandResult; above is not null; above = above.Parent as CommandResult)
        {
            foreach (Option option in above.Command.Options.Where(option => option.Recursive))
                yield return option;
        }
    }

    private static IEnumerable<string> Names(Option option) => option.Aliases.Prepend(option.Name);

    /// <summary>A command with those above it, as it is typed.</summary>
    public static string PathOf(CommandResult result) =>
        result.Parent is CommandResult above ? $"{PathOf(above)} {result.Command.Name}" : result.Command.Name;
}
