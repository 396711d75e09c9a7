namespace IntervenGen;

/// <summary>Tells whoever watches a run how it goes; nobody need watch.</summary>
/// <param name="watcher">Is told; on the run's own threads, one report at a time. Null: nobody.</param>
internal sealed class RunMonitor(IProgress<RunProgress>? watcher)
{
    /// <summary>Nobody watches.</summary>
    public static RunMonitor Silent { get; } = new(null);

    /// <summary>Whoever watches; null for nobody.</summary>
    public IProgress<RunProgress>? Watcher => watcher;

    /// <summary>A sentence about what is going on.</summary>
    public void Say(string text) => watcher?.Report(new RunProgress(RunProgressKind.Note, text));

    /// <summary>Runs long work as a stage.</summary>
    /// <param name="stage">What is done.</param>
    /// <param name="total">Units of work.</param>
    /// <param name="work">Given a callback: units done, and a few words.</param>
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
