using IntervenGen.Core;

namespace IntervenGen.Learning;

/// <summary>Observations and actions in memory, cut into segments that no training window crosses.</summary>
/// <remarks>
/// Every step of a segment starts one window; a window that reaches over the segment's end repeats its last
/// observation and action (robomimic's padding). Reading is safe from any thread once nothing is added any more.
/// </remarks>
public sealed partial class TrainingSet
{
    private readonly List<TrainingGroup> _groups = [];
    private readonly List<int> _firstSteps = [];
    private readonly int[] _blocks;
    private float[] _observations = [];
    private float[] _actions = [];
    private int[] _lastOfSegment = [];
    private int _count;

    /// <summary>Creates an empty set.</summary>
    /// <param name="task">Name of the task.</param>
    /// <param name="observationSize">Number of components of an observation.</param>
    /// <param name="actionSize">Number of components of an action.</param>
    public TrainingSet(string task, int observationSize, int actionSize)
    {
        ArgumentException.ThrowIfNullOrEmpty(task);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(observationSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(actionSize);
        Task = task;
        ObservationSize = observationSize;
        ActionSize = actionSize;
        _blocks = [observationSize];
    }

    /// <summary>Creates an empty set for a task.</summary>
    public TrainingSet(TaskSpec spec)
        : this(spec.Name, spec.ObservationSize, spec.ActionSize) => _blocks = [.. spec.Observations.Select(block => block.Size)];

    /// <summary>Name of the task.</summary>
    public string Task { get; }

    /// <summary>What the first contact revealed in the interventions of the data; empty without interventions.</summary>
    public string Observability { get; set; } = "";

    /// <summary>The robots of the data, joined by a plus sign.</summary>
    public string Robot { get; set; } = TaskSpec.DefaultRobot;

    /// <summary>Number of components of an observation.</summary>
    public int ObservationSize { get; }

    /// <summary>Number of components of an action.</summary>
    public int ActionSize { get; }

    /// <summary>Number of steps, which is also the number of windows.</summary>
    public int Count => _count;

    /// <summary>The datasets that the steps come from, in the order in which they were added.</summary>
    public IReadOnlyList<TrainingGroup> Groups => _groups;

    /// <summary>All observations, shape [<see cref="Count"/>, observation size].</summary>
    public ReadOnlySpan<float> Observations => _observations.AsSpan(0, _count * ObservationSize);

    /// <summary>All actions, shape [<see cref="Count"/>, action size].</summary>
    public ReadOnlySpan<float> Actions => _actions.AsSpan(0, _count * ActionSize);

    /// <summary>
    /// Adds the chosen steps of a dataset's kept episodes as one group; each contiguous run becomes a segment of its own.
    /// Failed and discarded episodes are stored for inspection only, and are counted in <see cref="TrainingGroup.LeftOut"/>.
    /// </summary>
    /// <param name="source">The dataset to add.</param>
    /// <param name="filter">Which steps to use.</param>
    /// <param name="group">Name, weight, digest and operator of the group; its counts are filled in here.</param>
    /// <param name="take">Whether to use each episode, by index; null uses all.</param>
    /// <returns>The group with its counts.</returns>
    /// <exception cref="UsageException">The task or the shapes differ from this set's, or no step remains.</exception>
    public TrainingGroup Add(IEpisodeSource source, SegmentFilter filter, TrainingGroup group, Func<int, bool>? take = null)
    {
        CheckShapes(source, group);
        int before = _count, segments = 0, episodes = 0, leftOut = 0;
        for (int episode = 0; episode < source.Count; episode++)
        {
            if (take is not null && !take(episode))
                continue;
            if (source.Summary(episode).Reason != AttemptReason.Kept)
            {
                leftOut++;
                continue;
            }

            EpisodeBuffer steps = source.Read(episode);
            FiniteSteps.Require(steps, source.Describe(episode));
            int added = AddRuns(steps, filter);
            segments += added;
            episodes += added > 0 ? 1 : 0;
        }

        if (_count == before)
        {
            string kind = filter == SegmentFilter.Recovery ? "recovery " : "", failed = leftOut > 0 ? $"; {leftOut} did not succeed" : "";
            throw new UsageException($"'{group.Name}' has {source.Count} episodes and no {kind}step to learn from{failed}");
        }

        return AddGroup(
            group with { Filter = filter, Episodes = episodes, Segments = segments, Steps = _count - before, LeftOut = leftOut }, before);
    }

    /// <summary>Adds one segment as a group of its own.</summary>
    /// <param name="observations">Shape [steps, observation size].</param>
    /// <param name="actions">Shape [steps, action size].</param>
    /// <param name="group">Name and weight of the group; its counts are filled in here.</param>
    /// <returns>The group with its counts.</returns>
    /// <exception cref="UsageException">The spans do not hold the same whole number of steps, or are empty.</exception>
    public TrainingGroup Add(ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, TrainingGroup group)
    {
        CheckWeight(group);
        int steps = observations.Length / ObservationSize;
        if (steps == 0 || observations.Length != steps * ObservationSize || actions.Length != steps * ActionSize)
        {
            throw new UsageException(
                $"'{group.Name}' has {observations.Length} observation and {actions.Length} action numbers; " +
                $"both must be the same number of steps, of {ObservationSize} and {ActionSize}");
        }

        int before = _count;
        Reserve(steps);
        observations.CopyTo(_observations.AsSpan(before * ObservationSize));
        actions.CopyTo(_actions.AsSpan(before * ActionSize));
        Close(before, before + steps);
        return AddGroup(group with { Episodes = 1, Segments = 1, Steps = steps }, before);
    }

    /// <summary>The normalisation measured on all observations, or the identity if not enabled.</summary>
    /// <exception cref="UsageException">The set is empty.</exception>
    public ObservationNormalization Normalization(bool enabled)
    {
        EnsureUsable();
        return enabled
            ? ObservationNormalization.Measure(Observations, ObservationSize, _blocks)
            : ObservationNormalization.None(ObservationSize);
    }

    /// <summary>Checks that the set is not empty.</summary>
    /// <exception cref="UsageException">The set is empty.</exception>
    public void EnsureUsable()
    {
        if (_count == 0)
            throw new UsageException($"the training set for task '{Task}' has no steps to learn from");
    }

    private int AddRuns(EpisodeBuffer episode, SegmentFilter filter)
    {
        Reserve(episode.Count);
        int segments = 0;
        for (int step = 0; step < episode.Count;)
        {
            int start = _count, row = _count;
            for (; step < episode.Count && filter.Keeps(episode.Mode(step)); step++, row++)
            {
                episode.Observation(step).CopyTo(_observations.AsSpan(row * ObservationSize));
                episode.Action(step).CopyTo(_actions.AsSpan(row * ActionSize));
            }

            if (row > start)
            {
                Close(start, row);
                segments++;
            }
            else
            {
                step++;
            }
        }

        return segments;
    }

    private void Close(int start, int end)
    {
        _lastOfSegment.AsSpan(start, end - start).Fill(end - 1);
        _count = end;
    }

    private TrainingGroup AddGroup(TrainingGroup group, int firstStep)
    {
        _groups.Add(group);
        _firstSteps.Add(firstStep);
        return group;
    }

    private void Reserve(int steps)
    {
        int needed = checked(_count + steps);
        if (needed <= _lastOfSegment.Length)
            return;
        int capacity = Math.Max(needed, Math.Max(1024, _lastOfSegment.Length * 2));
        Array.Resize(ref _observations, checked(capacity * ObservationSize));
        Array.Resize(ref _actions, checked(capacity * ActionSize));
        Array.Resize(ref _lastOfSegment, capacity);
    }

    private void CheckShapes(IEpisodeSource source, TrainingGroup group)
    {
        CheckWeight(group);
        if (source.Task != Task)
            throw new UsageException($"'{group.Name}' is of task '{source.Task}'; this training set is of task '{Task}'");
        if (source.Layout.ObservationSize != ObservationSize || source.Layout.ActionSize != ActionSize)
        {
            throw new UsageException(
                $"'{group.Name}' has observations of {source.Layout.ObservationSize} and actions of {source.Layout.ActionSize} numbers; " +
                $"this training set has {ObservationSize} and {ActionSize}");
        }
    }

    private static void CheckWeight(TrainingGroup group)
    {
        if (!(group.Weight > 0) || !double.IsFinite(group.Weight))
            throw new UsageException($"'{group.Name}' has weight {group.Weight}; it must be positive");
    }
}
