using Spectre.Console;

namespace IntervenGen.Cli.Output;

/// <summary>A stage on a terminal: a bar that a thread of its own draws.</summary>
/// <remarks>The library draws for as long as a callback lasts, and a stage has a beginning and an end instead.</remarks>
internal sealed class BarStage : Stage
{
    private readonly string _title;
    private readonly CancellationToken _cancellation;
    private readonly TaskCompletionSource<ProgressTask> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _ended = new();
    private readonly Thread _drawing;

    public BarStage(IAnsiConsole console, string title, double total, CancellationToken cancellation)
    {
        _title = title;
        _cancellation = cancellation;
        _drawing = new Thread(() => console.Progress()
            .AutoClear(false)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                _begun.SetResult(context.AddTask(Markup.Escape(TerminalText.OneLine(title)), maxValue: Math.Max(total, 1)));
                _ended.Wait();
            }))
        {
            Name = "progress bar",
            IsBackground = true,
        };
        _drawing.Start();
    }

    public override void Update(double done, string words)
    {
        ProgressTask bar = _begun.Task.GetAwaiter().GetResult();
        bar.Value = done;
        bar.Description = Markup.Escape(TerminalText.OneLine($"{_title}: {words}"));
    }

    public override void End(bool isOver)
    {
        ProgressTask bar = _begun.Task.GetAwaiter().GetResult();
        // Where it was stopped, the bar stays where the work is.
        if (isOver && !_cancellation.IsCancellationRequested)
            bar.Value = bar.MaxValue;
        _ended.Set();
        _drawing.Join();
        _ended.Dispose();
    }
}
