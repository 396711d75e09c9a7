namespace IntervenGen.Learning.Triggers;

/// <summary>Counts the gradient steps of a fit over all its networks, and ends it when that is asked for.</summary>
/// <param name="report">Told the number of steps done, now and then; null for nobody.</param>
/// <param name="cancellation">Ends the fit between two steps.</param>
internal sealed class FitProgress(Action<int>? report, CancellationToken cancellation)
{
    private const int Every = 50;

    private int _done;

    /// <summary>Counts one gradient step.</summary>
    /// <exception cref="OperationCanceledException">The fit is to end.</exception>
    public void Step()
    {
        cancellation.ThrowIfCancellationRequested();
        if (++_done % Every == 0)
            report?.Invoke(_done);
    }
}
