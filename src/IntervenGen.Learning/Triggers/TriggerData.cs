using IntervenGen.Core;

namespace IntervenGen.Learning.Triggers;

/// <summary>What triggers are fitted on, or judged by: attempts of policies, failed ones included, and demonstrations.</summary>
/// <remarks>
/// Of demonstrations the successful ones count, whole. Of everything else the policy's own stretches count: those that an operator or
/// a replay corrected have no known end. Attempts that a robot or a person broke off say nothing and are left out. One thread.
/// </remarks>
public sealed class TriggerData
{
    private readonly TaskSpec _spec;
    private readonly List<TriggerStretch> _stretches = [];
    private readonly List<string> _digests = [];

    /// <summary>Creates an empty set.</summary>
    /// <param name="spec">The task whose episodes are added.</param>
    public TriggerData(TaskSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        _spec = spec;
    }

    /// <summary>Number of successful stretches of a policy.</summary>
    public int Successes => Count(StretchOutcome.Success);

    /// <summary>Number of failed stretches of a policy.</summary>
    public int Failures => Count(StretchOutcome.Failure);

    /// <summary>Number of stretches of a policy that somebody corrected.</summary>
    public int Corrected => Count(StretchOutcome.Corrected);

    /// <summary>Number of demonstrations.</summary>
    public int Demonstrations => _stretches.Count(stretch => stretch.IsDemonstration);

    /// <summary>Digests of the datasets, in the order in which they were added.</summary>
    public IReadOnlyList<string> Digests => _digests;

    internal TaskSpec Spec => _spec;

    internal IReadOnlyList<TriggerStretch> Stretches => _stretches;

    internal int FeatureSize => TriggerHistory.Size(_spec.ObservationSize);

    /// <summary>Adds a dataset's episodes.</summary>
    /// <param name="source">The dataset.</param>
    /// <param name="digest">Digest of its content.</param>
    /// <param name="most">Largest number of episodes to take; the first ones count.</param>
    /// <exception cref="UsageException">It holds episodes of another task or other shapes, or was added already.</exception>
    public void Add(IEpisodeSource source, string digest, int most = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Task != _spec.Name)
            throw new UsageException($"the data are of task '{source.Task}', not of '{_spec.Name}'");
        if (_digests.Contains(digest))
            throw new UsageException($"a dataset is given twice (digest {digest}); its attempts would count twice");
        EpisodeLayout layout = source.Layout;
        if (layout.ObservationSize != _spec.ObservationSize || layout.ActionSize != _spec.ActionSize)
        {
            throw new UsageException(
                $"the data have observations of {layout.ObservationSize} and actions of {layout.ActionSize} numbers; " +
                $"task '{_spec.Name}' has {_spec.ObservationSize} and {_spec.ActionSize}");
        }

        for (int episode = 0; episode < Math.Min(most, source.Count); episode++)
        {
            EpisodeSummary summary = source.Summary(episode);
            if (summary.End is EpisodeEnd.Aborted or EpisodeEnd.Diverged
                || summary.Reason is AttemptReason.Discarded or AttemptReason.RobotStopped or AttemptReason.AskedForHelp)
                continue;
            EpisodeBuffer steps = source.Read(episode);
            FiniteSteps.Require(steps, source.Describe(episode));
            Add(steps, summary);
        }

        _digests.Add(digest);
    }

    private int Count(StretchOutcome outcome) =>
        _stretches.Count(stretch => !stretch.IsDemonstration && stretch.Outcome == outcome);

    private void Add(EpisodeBuffer steps, in EpisodeSummary summary)
    {
        if (summary.Kind == EpisodeKind.Demonstration)
        {
            if (summary.Reason == AttemptReason.Kept && steps.Count > 0)
                _stretches.Add(Cut(steps, 0, steps.Count, isDemonstration: true, StretchOutcome.Success));
            return;
        }

        for (int first = 0; first < steps.Count;)
        {
            int end = first;
            while (end < steps.Count && steps.Mode(end) == steps.Mode(first))
                end++;
            if (steps.Mode(first) == StepMode.Policy)
            {
                StretchOutcome outcome = end < steps.Count ? StretchOutcome.Corrected
                    : summary.End == EpisodeEnd.Success ? StretchOutcome.Success : StretchOutcome.Failure;
                _stretches.Add(Cut(steps, first, end, isDemonstration: false, outcome));
            }

            first = end;
        }
    }

    private TriggerStretch Cut(EpisodeBuffer steps, int first, int end, bool isDemonstration, StretchOutcome outcome)
    {
        int count = end - first, features = FeatureSize, contact = -1;
        var history = new TriggerHistory(_spec.ObservationSize);
        var stretch = new TriggerStretch(
            new float[count * features], new float[count * _spec.ActionSize], count, isDemonstration, outcome, -1);
        for (int step = 0; step < count; step++)
        {
            history.Add(steps.Observation(first + step), stretch.Features.AsSpan(step * features, features));
            steps.Action(first + step).CopyTo(stretch.Actions.AsSpan(step * _spec.ActionSize));
            if (contact < 0 && steps.Flags(first + step).HasFlag(StepFlags.TriggerContact))
                contact = step;
        }

        return stretch with { FirstContact = contact };
    }
}
