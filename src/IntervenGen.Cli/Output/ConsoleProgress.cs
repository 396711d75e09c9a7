namespace IntervenGen.Cli.Output;

/// <summary>Shows a run's reports as the reporter shows everything: sentences, and a bar or lines for each stage.</summary>
internal sealed class ConsoleProgress(Reporter reporter) : IProgress<RunProgress>
{
    private Stage? _stage;

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        switch (value.Kind)
        {
            case RunProgressKind.Note:
                reporter.Say(value.Stage);
                break;
            case RunProgressKind.Begun:
                _stage = reporter.Begin(value.Stage, value.Total);
                break;
            case RunProgressKind.Step:
                _stage?.Update(value.Done, value.Words);
                break;
            default:
                _stage?.End(value.Done >= value.Total);
                _stage = null;
                break;
        }
    }
}
