using System.CommandLine;
using System.CommandLine.Parsing;
using IntervenGen.Core;

namespace IntervenGen.Cli.Commands;

/// <summary>Says in one line what is wrong with a command line, and what was probably meant.</summary>
internal static class UsageErrors
{
    /// <summary>The line, without a prefix; only for a parse with errors.</summary>
    public static string Describe(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string path = Path(parsed.CommandResult);
        return $"{Fault(parsed, command, path)}; see '{path} --help'";
    }

    private static string Fault(ParseResult parsed, Command command, string path)
    {
        string[] verbs = [.. command.Subcommands.Select(verb => verb.Name)];
        if (parsed.UnmatchedTokens.Count > 0)
        {
            string token = parsed.UnmatchedTokens[0];
            if (token.StartsWith('-'))
            {
                IEnumerable<string> options = Options(parsed.CommandResult);
                return $"'{path}' has no option '{token}'; the nearest is '{NearestName.Of(token, options)}'";
            }

            return verbs.Length > 0
                ? $"'{path}' has no '{token}'; the nearest is '{NearestName.Of(token, verbs)}' among {string.Join(", ", verbs)}"
                : $"'{path}' does not know what to do with '{token}'";
        }

        if (verbs.Length > 0)
            return $"'{path}' needs one of: {string.Join(", ", verbs)}";
        ParseError error = parsed.Errors[0];
        return error.SymbolResult is OptionResult { Option: var option, Tokens: [.., var last] } && error.Message.StartsWith("Cannot parse", StringComparison.Ordinal)
            ? $"{option.Name} is '{last.Value}'; it must be {Wanted(option.ValueType)}"
            : string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
    }

    private static string Wanted(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
            : type == typeof(ulong) ? "a whole number, 0 or more"
            : type == typeof(double) ? "a number"
            : type == typeof(int) || type == typeof(long) ? "a whole number"
            : "something else";
    }

    private static IEnumerable<string> Options(CommandResult result)
    {
        foreach (Option option in result.Command.Options)
            yield return option.Name;
        for (CommandResult? above = result.Parent as CommandResult; above is not null; above = above.Parent as CommandResult)
        {
            foreach (Option option in above.Command.Options.Where(option => option.Recursive))
                yield return option.Name;
        }
    }

    private static string Path(CommandResult result) =>
        result.Parent is CommandResult above ? $"{Path(above)} {result.Command.Name}" : result.Command.Name;
}
