using System.Diagnostics;

namespace IntervenGen.Cli.Output;

/// <summary>A stage in a log: a line now and then, and one at its end.</summary>
internal sealed class LogStage(string title, double total, Action<string> say, CancellationToken cancellation) : Stage
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _next = s_interval;
    private string _last = "";

    public override void Update(double done, string words)
    {
        _last = words;
        if (_clock.Elapsed < _next)
            return;
        _next = _clock.Elapsed + s_interval;
        say($"  {title}: {done:0}/{total:0}, {words}");
    }

    public override void End(bool isOver)
    {
        bool isStopped = cancellation.IsCancellationRequested;
        if (!isOver && !isStopped)
            return;
        string how = isStopped ? "stopped after" : "done in", words = _last.Length > 0 ? $", {_last}" : "";
        say(string.Create(CultureInfo.InvariantCulture, $"  {title}: {how} {_clock.Elapsed.TotalSeconds:0.0} s{words}"));
    }
}
