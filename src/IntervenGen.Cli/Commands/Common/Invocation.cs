using System.Runtime.InteropServices;
using IntervenGen.Interop;

namespace IntervenGen.Cli.Commands.Common;

/// <summary>What happens to a command's results when it is stopped, which determines its message.</summary>
internal enum Stopping
{
    /// <summary>The command ends; it makes nothing that could be continued.</summary>
    Ends = 0,

    /// <summary>What it made so far is kept, and the same command goes on from there.</summary>
    Resumes = 1,

    /// <summary>The result appears whole or not at all.</summary>
    LeavesNothing = 2,
}

/// <summary>Runs a command's body: signals become a token, exceptions one line and an exit code.</summary>
internal static class Invocation
{
    public static Option<bool> Json { get; } = new Option<bool>("--json")
    {
        Description = "Print one JSON object as the last line of stdout.",
        Recursive = true,
    }.Under(OptionGroup.Output);

    public static Option<bool> Verbose { get; } = new Option<bool>("--verbose")
    {
        Description = "Print the stack trace of an error.",
        Recursive = true,
    }.Under(OptionGroup.Output);

    /// <summary>Adds the options that every command has, and a body that signals end at once.</summary>
    public static Command WithBody(this Command command, Func<ParseResult, Reporter, int> body) =>
        command.WithAction(parsed => Guarded(parsed, () => body(parsed, new Reporter(parsed.GetValue(Json))), () => null));

    /// <summary>The same for a body that has done its work when it returns.</summary>
    public static Command WithBody(this Command command, Action<ParseResult, Reporter> body) =>
        command.WithBody((parsed, reporter) => Done(() => body(parsed, reporter)));

    /// <summary>The same for a body that has done its work when it returns, and that signals ask to stop.</summary>
    public static Command WithBody(
        this Command command, Action<ParseResult, Reporter, CancellationToken> body, Stopping stopping = Stopping.Ends) =>
        command.WithBody((parsed, reporter, cancellation) => Done(() => body(parsed, reporter, cancellation)), stopping);

    /// <summary>Adds the options that every command has, and a body that signals ask to stop.</summary>
    /// <param name="command">The command.</param>
    /// <param name="body">Its work.</param>
    /// <param name="stopping">What is true of it then.</param>
    public static Command WithBody(
        this Command command, Func<ParseResult, Reporter, CancellationToken, int> body, Stopping stopping = Stopping.Ends) =>
        command.WithBody(body, _ => stopping);

    /// <summary>Adds the options that every command has, and a body that signals ask to stop.</summary>
    /// <param name="command">The command.</param>
    /// <param name="body">Its work.</param>
    /// <param name="stopping">What is true of it then, given its options.</param>
    public static Command WithBody(
        this Command command, Func<ParseResult, Reporter, CancellationToken, int> body, Func<ParseResult, Stopping> stopping) =>
        command.WithAction(parsed => Run(parsed, body, stopping(parsed)));

    private static int Done(Action body)
    {
        body();
        return ExitCode.Done;
    }

    private static Command WithAction(this Command command, Func<ParseResult, int> action)
    {
        command.With(Json, Verbose);
        command.SetAction(action);
        return command;
    }

    private static int Run(ParseResult parsed, Func<ParseResult, Reporter, CancellationToken, int> body, Stopping stopping)
    {
        using var stop = new CancellationTokenSource();
        int signalCode = ExitCode.Interrupted;
        void OnSignal(PosixSignalContext context)
        {
            // The first signal asks the run to save and stop; a second one, of any kind, ends the process at once.
            if (stop.IsCancellationRequested)
                return;
            context.Cancel = true;
            signalCode = context.Signal switch
            {
                PosixSignal.SIGTERM => ExitCode.Terminated,
                PosixSignal.SIGHUP => ExitCode.HungUp,
                _ => ExitCode.Interrupted,
            };
            Console.Error.WriteLine(stopping switch
            {
                Stopping.Resumes => "igen: stopping; what is stored is kept, and the same command goes on from there",
                Stopping.LeavesNothing => "igen: stopping; nothing is left behind",
                _ => "igen: stopping",
            });
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        // Under nohup the terminal's end is nothing to stop for, and it must stay so.
        using PosixSignalRegistration? hangUp =
            ProcessStart.IsHangUpIgnored() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);
        return Guarded(
            parsed,
            () =>
            {
                using IDisposable? metrics = Telemetry.Begin(parsed.GetValue(Telemetry.Option));
                int code = body(parsed, new Reporter(parsed.GetValue(Json), cancellation: stop.Token), stop.Token);
                return stop.IsCancellationRequested && code != ExitCode.Done ? signalCode : code;
            },
            () => stop.IsCancellationRequested ? signalCode : null);
    }

    private static int Guarded(ParseResult parsed, Func<int> body, Func<int?> stopped)
    {
        try
        {
            return body();
        }
        catch (OperationCanceledException) when (stopped() is not null)
        {
            return stopped()!.Value;
        }
        catch (UsageException exception)
        {
            return Report(parsed, exception, ExitCode.BadUsage);
        }
        catch (SupersededException exception)
        {
            return Report(parsed, exception, JobExit.Superseded);
        }
        catch (Exception exception) when (exception is IntervenGenException or IOException or UnauthorizedAccessException)
        {
            return Report(parsed, exception, ExitCode.Failed);
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine("igen: this is a defect in IntervenGen; please report it with the text below");
            Console.Error.WriteLine(TerminalText.Lines(exception.ToString()));
            return ExitCode.Failed;
        }
    }

    private static int Report(ParseResult parsed, Exception exception, int code)
    {
        if (exception is FaultsException { Faults.Count: > 1 } several)
        {
            Console.Error.WriteLine($"igen: {TerminalText.OneLine(several.Subject)}: {several.Faults.Count} faults");
            foreach (string fault in several.Faults)
                Console.Error.WriteLine($"  {TerminalText.OneLine(fault)}");
        }
        else
        {
            // Messages of the runtime have line breaks of their own, which are no forgery.
            Console.Error.WriteLine($"igen: {TerminalText.OneLine(exception.Message.ReplaceLineEndings(" "))}");
        }

        if (parsed.GetValue(Verbose))
            Console.Error.WriteLine(TerminalText.Lines(exception.ToString()));
        return code;
    }
}
