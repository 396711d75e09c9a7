using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace IntervenGen.Cli.Help;

/// <summary>Shows a command's <see cref="HelpPage"/>.</summary>
internal sealed class ShortHelp : SynchronousCommandLineAction
{
    // What a file or a pipe gets, to be read anywhere.
    private const int PlainWidth = 120;

    /// <summary>The option <c>--help</c> with this behaviour.</summary>
    public static HelpOption Create()
    {
        var option = new HelpOption { Description = "Show this help." };
        option.Action = new ShortHelp();
        return option;
    }

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Console.Out.Write(HelpPage.Write(parseResult.CommandResult, Console.IsOutputRedirected ? PlainWidth : Console.WindowWidth - 1));
        return 0;
    }
}
