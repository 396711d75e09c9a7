using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace IntervenGen.Cli.Commands;

/// <summary>Help that shows a command's whole description, and only the first paragraph of those below it.</summary>
internal sealed class ShortHelp(HelpAction full) : SynchronousCommandLineAction
{
    /// <summary>The option <c>--help</c> with this behaviour.</summary>
    public static HelpOption Create()
    {
        var option = new HelpOption();
        option.Action = new ShortHelp((HelpAction)option.Action!);
        return option;
    }

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        foreach (Command below in parseResult.CommandResult.Command.Subcommands)
            below.Description = below.Description?.Split("\n\n")[0];
        return full.Invoke(parseResult);
    }
}
