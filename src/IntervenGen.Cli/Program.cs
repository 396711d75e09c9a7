using IntervenGen.Cli.Commands;
using IntervenGen.Cli.Commands.Machine;
using IntervenGen.Interop;

namespace IntervenGen.Cli;

/// <summary>The program <c>igen</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (!OpenFileLimit.Raise())
            return ExitCode.Failed;
        StandardStreams.Guard();
        return StandardStreams.Finish(Run(arguments));
    }

    private static int Run(string[] arguments)
    {
        Command root = CommandTree.Create();
        if (CompletionCommand.IsQuestion(arguments))
        {
            CompletionCommand.Answer(root, arguments);
            return ExitCode.Done;
        }

        if (arguments is [] or ["help", ..])
            arguments = [.. arguments.Skip(1), "--help"];
        ParseResult parsed = CommandTree.Parse(root, arguments);
        if (UsageErrors.Find(parsed, arguments) is { } fault)
        {
            Console.Error.WriteLine($"igen: {TerminalText.OneLine(fault)}");
            return ExitCode.BadUsage;
        }

        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
}
