using IntervenGen.Interop;

namespace IntervenGen.Cli.Output;

/// <summary>Keeps a run alive whatever becomes of its stdout and stderr: a full disk, a closed descriptor, a lost terminal.</summary>
/// <remarks>
/// Progress is best effort: what cannot be said is lost, and the run goes on. A result that could not be printed makes the exit
/// code 1 once the work is done and kept. A reader that has gone (a broken pipe) is no failure: it had what it wanted.
/// </remarks>
internal static class StandardStreams
{
    private static LossyWriter? s_output;

    /// <summary>Puts both streams under guard; before anything is written.</summary>
    public static void Guard()
    {
        s_output = new LossyWriter(ProcessStart.IsOwnDescriptor(1) ? null : Console.Out);
        Console.SetOut(StampedWriter.Over(s_output));
        Console.SetError(StampedWriter.Over(new LossyWriter(ProcessStart.IsOwnDescriptor(2) ? null : Console.Error)));
    }

    /// <summary>The exit code, given whether the result could be printed.</summary>
    public static int Finish(int exitCode)
    {
        Console.Out.Flush();
        if (s_output?.Failure is not { } failure || exitCode != ExitCode.Done)
            return exitCode;
        Console.Error.WriteLine(
            $"igen: the result could not be written to stdout ({TerminalText.OneLine(failure)}); " +
            "the work is done, and what it made is kept");
        return ExitCode.Failed;
    }
}
