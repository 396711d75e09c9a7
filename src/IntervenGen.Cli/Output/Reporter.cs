using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
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
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private readonly IAnsiConsole _progress = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        Interactive = Console.IsErrorRedirected ? InteractionSupport.No : InteractionSupport.Detect,
    });

    /// <summary>A sentence about what is going on.</summary>
    public void Say(string text)
    {
        if (!quiet)
            Console.Error.WriteLine(TerminalText.OneLine(text));
    }

    /// <summary>A line of the result; silent under <c>--json</c>.</summary>
    public void Result(string text)
    {
        if (!json)
            Console.Out.WriteLine(TerminalText.OneLine(text));
    }

    /// <summary>The result as JSON; silent without <c>--json</c>.</summary>
    public void Json(JsonObject result)
    {
        if (json)
            Console.Out.WriteLine(JsonLine.Of(result));
    }

    /// <summary>Runs long work with a bar on a terminal and plain lines in a log.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="total">Units of work.</param>
    /// <param name="work">Given a callback: units done, and a few words.</param>
    public T Track<T>(string title, double total, Func<Action<double, string>, T> work) =>
        !quiet && _progress.Profile.Capabilities.Interactive ? TrackOnTerminal(title, total, work) : TrackInLog(title, total, work);

    private T TrackOnTerminal<T>(string title, double total, Func<Action<double, string>, T> work) => _progress.Progress()
        .AutoClear(false)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .Start(context =>
        {
            ProgressTask bar = context.AddTask(Markup.Escape(TerminalText.OneLine(title)), maxValue: Math.Max(total, 1));
            T result = work((done, words) =>
            {
                bar.Value = done;
                bar.Description = Markup.Escape(TerminalText.OneLine($"{title}: {words}"));
            });
            // Where it was stopped, the bar stays where the work is.
            if (!cancellation.IsCancellationRequested)
                bar.Value = bar.MaxValue;
            return result;
        });

    private T TrackInLog<T>(string title, double total, Func<Action<double, string>, T> work)
    {
        var clock = Stopwatch.StartNew();
        TimeSpan next = LineInterval;
        string last = "";
        bool isOver = false;
        try
        {
            T finished = work((done, words) =>
            {
                last = words;
                if (clock.Elapsed < next)
                    return;
                next = clock.Elapsed + LineInterval;
                Say($"  {title}: {done:0}/{total:0}, {words}");
            });
            isOver = true;
            return finished;
        }
        finally
        {
            bool isStopped = cancellation.IsCancellationRequested;
            if (isOver || isStopped)
            {
                string how = isStopped ? "stopped after" : "done in", words = last.Length > 0 ? $", {last}" : "";
                Say(string.Create(CultureInfo.InvariantCulture, $"  {title}: {how} {clock.Elapsed.TotalSeconds:0.0} s{words}"));
            }
        }
    }
}
