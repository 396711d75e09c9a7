using IntervenGen.Core;
using IntervenGen.Episodes.Robomimic;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>One pass over a store, from which all files of an export come.</summary>
internal sealed class ExportPass
{
    private readonly EpisodeStore _store;
    private readonly LeRobotPlan _plan;
    private readonly LeRobotLayout _layout;
    private readonly LeRobotExportOptions _options;
    private readonly FeatureStatistics[] _total;
    private readonly QuantileBins _bins = new();
    private double[] _numbers = [];
    private long _frames;

    public ExportPass(EpisodeStore store, LeRobotPlan plan, LeRobotLayout layout, LeRobotExportOptions options)
    {
        _store = store;
        _plan = plan;
        _layout = layout;
        _options = options;
        _total = [.. plan.Columns.Select(column => new FeatureStatistics(column.Width))];
    }

    /// <summary>Every episode written: which attempt it is of, and where in it it begins.</summary>
    public List<ExportedEpisode> Rows { get; } = [];

    /// <summary>Writes all that passes the filter; what validates comes last, as LeRobot's splits are ranges.</summary>
    public LeRobotExport Run(Action<int>? progress, CancellationToken cancellation)
    {
        bool[] isValid = ExportSelection.Validation(_store, _options.ValidFraction);
        int[] order = [.. Enumerable.Range(0, _store.Count).OrderBy(episode => isValid[episode])];
        using var ahead = new EpisodeReadAhead(_store, null, order);
        var ranges = new List<(int First, int End)>();
        int sources = 0, training = 0;
        for (int i = 0; i < order.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            EpisodeSummary summary = _store.Summary(order[i]);
            PreparedEpisode prepared = ahead.Take();
            ExportSelection.Ranges(prepared.Steps, summary, _options.Filter, ranges);
            foreach ((int first, int end) in ranges)
                Append(prepared.Steps, order[i], first, end);
            sources += ranges.Count > 0 ? 1 : 0;
            training = isValid[order[i]] ? training : Rows.Count;
            ahead.GiveBack(prepared);
            progress?.Invoke(i + 1);
        }

        if (_options.ValidFraction > 0 && (training == 0 || training == Rows.Count))
            throw new UsageException(
                $"'{_store.Folder}': {training} episodes to train on and {Rows.Count - training} to validate pass the filter " +
                $"'{_options.Filter}'; both need at least one");
        foreach (CameraTrack camera in _plan.Cameras)
            camera.Complete();
        if (Rows.Count > 0)
            _layout.Complete(new LeRobotCounts(Rows.Count, _frames, training), _total);
        return new LeRobotExport(Rows.Count, sources, _frames, 0);
    }

    private void Append(EpisodeBuffer steps, int source, int first, int end)
    {
        EpisodeSummary summary = _store.Summary(source);
        var place = new EpisodePlace(first, end - first, Rows.Count, _frames, summary.Kind, _plan.Fps);
        foreach (EpisodeColumn column in _plan.Columns)
            column.Fill(steps, place);
        foreach (CameraTrack camera in _plan.Cameras)
            camera.Append(source, place);
        // Both only read the columns, and take about as long as each other.
        Task<FeatureStatistics[]> statistics = Task.Run(() => Statistics(place.Count));
        _layout.WriteSteps(place);
        _layout.Describe(new EpisodeEntry(place.Episode, place.Count, place.FirstFrame, statistics.GetAwaiter().GetResult()));
        Rows.Add(new ExportedEpisode(summary.Attempt, place.Episode, first, place.Count));
        _frames += place.Count;
    }

    private FeatureStatistics[] Statistics(int steps)
    {
        if (_numbers.Length < steps)
            _numbers = new double[Math.Max(steps, 2 * _numbers.Length)];
        var statistics = new FeatureStatistics[_plan.Columns.Count];
        for (int i = 0; i < statistics.Length; i++)
        {
            EpisodeColumn column = _plan.Columns[i];
            statistics[i] = new FeatureStatistics(column.Width);
            statistics[i].Compute(column, _numbers.AsSpan(0, steps), _bins);
            _total[i].Add(statistics[i]);
        }

        return statistics;
    }
}

/// <summary>An episode of the export, by the attempt that it is of.</summary>
/// <param name="Attempt">Index of the attempt.</param>
/// <param name="Episode">Number of LeRobot's episode.</param>
/// <param name="FirstStep">Its first step in the attempt.</param>
/// <param name="Steps">Number of its steps.</param>
internal readonly record struct ExportedEpisode(long Attempt, int Episode, int FirstStep, int Steps);
