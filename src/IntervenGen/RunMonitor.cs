namespace IntervenGen;

/// <summary>Reports the progress of a run to an optional watcher.</summary>
/// <param name="watcher">Receives reports on the run's own threads, one at a time; null if nobody watches.</param>
internal sealed class RunMonitor(IProgress<RunProgress>? watcher)
{
    /// <summary>A monitor without a watcher.</summary>
    public static RunMonitor Silent { get; } = new(null);

    /// <summary>The watcher; null if there is none.</summary>
    public IProgress<RunProgress>? Watcher => watcher;

    /// <summary>Reports a note.</summary>
    public void Say(string text) => watcher?.Report(new RunProgress(RunProgressKind.Note, text));

    /// <summary>Runs long work as a stage with progress.</summary>
    /// <param name="stage">Name of the stage.</param>
    /// <param name="total">Number of units of work.</param>
    /// <param name="work">The work; it is given a callback for the units done and a short status.</param>
    public T Track<T>(string stage, double total, Func<Action<double, string>, T> work)
    {
        double done = 0;
        string words = "";
        watcher?.Report(new RunProgress(RunProgressKind.Begun, stage, 0, total));
        try
        {
            T result = work((now, text) =>
            {
                (done, words) = (now, text);
                watcher?.Report(new RunProgress(RunProgressKind.Step, stage, now, total, text));
            });
            done = total;
            return result;
        }
        finally
        {
            watcher?.Report(new RunProgress(RunProgressKind.Ended, stage, done, total, words));
        }
    }
}
