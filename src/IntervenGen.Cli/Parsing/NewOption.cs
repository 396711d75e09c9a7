namespace IntervenGen.Cli.Parsing;

/// <summary>Makes options, one line each: name, what it is for, and the value where none is given.</summary>
internal static class NewOption
{
    /// <summary>An option that may be left out.</summary>
    public static Option<T> Of<T>(string name, string description) => new(name) { Description = description };

    /// <summary>An option with a default value.</summary>
    public static Option<T> Of<T>(string name, string description, T value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    /// <summary>An option that must be given.</summary>
    public static Option<T> Required<T>(string name, string description) => new(name) { Description = description, Required = true };

    /// <summary>An option with any number of values, none by default.</summary>
    public static Option<T[]> Several<T>(string name, string description) => new(name)
    {
        Description = description,
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };

    /// <summary>The option that lets a result replace an earlier one.</summary>
    public static Option<bool> Overwrite() => Of<bool>("--overwrite", "Replace what is there under that name.");

    /// <summary>Adds options, arguments and commands to a command, in the order in which the help lists them.</summary>
    public static Command With(this Command command, params ReadOnlySpan<Symbol> symbols)
    {
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Option option)
                command.Options.Add(option);
            else if (symbol is Argument argument)
                command.Arguments.Add(argument);
            else
                command.Subcommands.Add((Command)symbol);
        }

        return command;
    }
}
