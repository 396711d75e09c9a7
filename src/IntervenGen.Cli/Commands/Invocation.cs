using System.CommandLine;
using System.Runtime.InteropServices;
using IntervenGen.Cli.Output;
using IntervenGen.Core;

namespace IntervenGen.Cli.Commands;

/// <summary>Runs a command's body: signals become a token, exceptions one line and an exit code.</summary>
internal static class Invocation
{
    public const int Done = 0, Failed = 1, BadUsage = 2, Interrupted = 130, Terminated = 143;

    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print one JSON object as the last line of stdout.",
        Recursive = true,
    };

    public static Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Show the stack of an error.",
        Recursive = true,
    };

    /// <summary>Adds the options that every command has, and its body.</summary>
    public static Command WithBody(this Command command, Func<ParseResult, Reporter, CancellationToken, int> body)
    {
        command.Options.Add(Json);
        command.Options.Add(Verbose);
        command.SetAction(parsed => Run(parsed, body));
        return command;
    }

    private static int Run(ParseResult parsed, Func<ParseResult, Reporter, CancellationToken, int> body)
    {
        using var stop = new CancellationTokenSource();
        int signalCode = Interrupted;
        void OnSignal(PosixSignalContext context)
        {
            // The first signal asks the run to save and stop; a second one of the same kind ends the process at once.
            if (stop.IsCancellationRequested)
                return;
            context.Cancel = true;
            signalCode = context.Signal == PosixSignal.SIGTERM ? Terminated : Interrupted;
            Console.Error.WriteLine("igen: stopping; what is stored is kept, and the same command goes on from there");
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        try
        {
            int code = body(parsed, new Reporter(parsed.GetValue(Json)), stop.Token);
            return stop.IsCancellationRequested && code != Done ? signalCode : code;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return signalCode;
        }
        catch (UsageException exception)
        {
            return Report(parsed, exception, BadUsage);
        }
        catch (Exception exception) when (exception is IntervenGenException or IOException or UnauthorizedAccessException)
        {
            return Report(parsed, exception, Failed);
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine("igen: this is a defect in IntervenGen; please report it with the text below");
            Console.Error.WriteLine(TerminalText.Lines(exception.ToString()));
            return Failed;
        }
    }

    private static int Report(ParseResult parsed, Exception exception, int code)
    {
        // Messages of the runtime have line breaks of their own, which are no forgery.
        Console.Error.WriteLine($"igen: {TerminalText.OneLine(exception.Message.ReplaceLineEndings(" "))}");
        if (parsed.GetValue(Verbose))
            Console.Error.WriteLine(TerminalText.Lines(exception.ToString()));
        return code;
    }
}
