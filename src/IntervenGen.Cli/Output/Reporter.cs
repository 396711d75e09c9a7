using Spectre.Console;

namespace IntervenGen.Cli.Output;

/// <summary>Talks to the user: progress on stderr, results on stdout, JSON as the last line of stdout when asked.</summary>
/// <remarks>
/// What is said may come from a file or a peer. One call is one line of what a person can see (<see cref="TerminalText"/>).
/// </remarks>
/// <param name="json">Whether the result is JSON.</param>
/// <param name="quiet">Whether progress goes unsaid: for work that runs beside other work.</param>
/// <param name="cancellation">Asks the work to stop: what ends after that is not called done.</param>
internal sealed class Reporter(bool json, bool quiet = false, CancellationToken cancellation = default)
{
    private readonly IAnsiConsole _progress = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        Interactive = Console.IsErrorRedirected ? InteractionSupport.No : InteractionSupport.Detect,
    });

    /// <summary>Prints a progress note.</summary>
    public void Say(string text)
    {
        if (!quiet)
            Console.Error.WriteLine(TerminalText.OneLine(text));
    }

    /// <summary>Prints a line of the result; silent under <c>--json</c>.</summary>
    public void Result(string text)
    {
        if (!json)
            Console.Out.WriteLine(TerminalText.OneLine(text));
    }

    /// <summary>Prints the result as JSON; silent without <c>--json</c>.</summary>
    public void Json(JsonObject result)
    {
        if (json)
            Console.Out.WriteLine(JsonLine.Of(result));
    }

    /// <summary>Prints a result both ways.</summary>
    public void Show(IEnumerable<string> lines, JsonObject result)
    {
        foreach (string line in lines)
            Result(line);
        Json(result);
    }

    /// <summary>Begins long work: a bar on a terminal, plain lines in a log.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="total">Units of work.</param>
    public Stage Begin(string title, double total) => !quiet && _progress.Profile.Capabilities.Interactive
        ? new BarStage(_progress, title, total, cancellation)
        : new LogStage(title, total, Say, cancellation);

    /// <summary>This reporter as the progress receiver of a run of the library.</summary>
    public IProgress<RunProgress> Progress => new ConsoleProgress(this);

    /// <summary>This reporter as the monitor of work inside the library.</summary>
    public RunMonitor Monitor => new(Progress);
}
