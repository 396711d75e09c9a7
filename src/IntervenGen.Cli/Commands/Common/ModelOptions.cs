namespace IntervenGen.Cli.Commands.Common;

/// <summary>The options by which a command is given another model than the task's own.</summary>
/// <param name="description">What such a model is to the command.</param>
internal sealed class ModelOptions(string description)
{
    private readonly Option<string?> _file = NewOption.Of<string?>("--mjcf", description);

    private readonly Option<string[]> _names = new("--mjcf-name")
    {
        Description = "OURS=THEIRS: the --mjcf model's name for an element of the task, such as joint1=robot0_joint1. May be repeated.",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };

    /// <summary>Adds them to a command.</summary>
    public Command AddTo(Command command) => command.With(_file, _names);

    /// <summary>The model given; null for the task's own.</summary>
    /// <exception cref="UsageException">Names are given without a model, or are no pairs.</exception>
    public GivenModel? Of(ParseResult parsed)
    {
        string[] names = parsed.GetValue(_names)!;
        if (parsed.GetValue(_file) is { } file)
            return new GivenModel(file, names);
        return names.Length == 0
            ? null
            : throw new UsageException("--mjcf-name says what the model given with --mjcf calls its elements, and none is given");
    }
}
