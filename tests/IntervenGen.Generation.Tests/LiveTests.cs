using IntervenGen.Core;

namespace IntervenGen.Generation.Tests;

public sealed class LiveTests
{
    private static readonly EpisodeKey s_source = new(1, SceneSplit.Source, 0, true);

    [Fact]
    public void A_person_and_a_policy_take_turns_and_the_episode_is_kept_once_success_has_held()
    {
        var person = new Person(step => step is < 5 or (>= 8 and < 11) ? LiveWish.Policy : LiveWish.Human);
        MemoryStore store = Run(person, EpisodeKind.Intervention, withPolicy: true, new RunLimits(1, 1));
        EpisodeSummary summary = Assert.Single(store.Attempts);
        Assert.Equal((AttemptReason.Kept, EpisodeEnd.Success, 5), (summary.Reason, summary.End, summary.MistakeSteps));
        EpisodeBuffer episode = store.Read(0);
        Assert.Equal([StepMode.Policy, StepMode.Human, StepMode.Policy, StepMode.Human], Turns(episode));
        int steady = Enumerable.Range(0, episode.Count).Count(t => episode.Flags(t).HasFlag(StepFlags.Success));
        Assert.Equal(10, steady);
    }

    [Fact]
    public void A_mistake_on_purpose_leads_to_its_recovery()
    {
        var person = new Person(step => step < 6 ? LiveWish.Mistake : LiveWish.Human);
        MemoryStore store = Run(person, EpisodeKind.Intervention, withPolicy: false, new RunLimits(1, 1));
        Assert.Equal([StepMode.Mistake, StepMode.Human], Turns(store.Read(0)));
        Assert.Equal(6, store.Attempts[0].MistakeSteps);
    }

    [Fact]
    public void Done_without_success_is_a_failed_recovery_and_thrown_away_is_discarded()
    {
        var store = new MemoryStore();
        Run(new Person(step => step < 3 ? LiveWish.Human : LiveWish.Finish), EpisodeKind.Demonstration, false, new RunLimits(1, 1), store);
        Run(new Person(step => step < 3 ? LiveWish.Human : LiveWish.Discard), EpisodeKind.Demonstration, false, new RunLimits(1, 2), store);
        Assert.Equal([AttemptReason.RecoveryFailed, AttemptReason.Discarded], store.Attempts.Select(attempt => attempt.Reason));
    }

    [Fact]
    public void When_the_run_is_stopped_the_episode_under_way_ends_once()
    {
        using var stop = new CancellationTokenSource();
        var person = new Person(step =>
        {
            if (step < 4)
                return LiveWish.Human;
            stop.Cancel();
            return LiveWish.Abort;
        });
        MemoryStore store = Run(person, EpisodeKind.Demonstration, false, new RunLimits(10, 10), cancellation: stop.Token);
        Assert.Equal((EpisodeEnd.Aborted, 4), (Assert.Single(store.Attempts).End, store.Attempts[0].Steps));
    }

    [Fact]
    public void Stopped_before_its_first_step_an_attempt_was_not_made()
    {
        using var stop = new CancellationTokenSource();
        var person = new Person(_ =>
        {
            stop.Cancel();
            return LiveWish.Abort;
        });
        Assert.Empty(Run(person, EpisodeKind.Demonstration, false, new RunLimits(10, 10), cancellation: stop.Token).Attempts);
    }

    [Fact]
    public void Thrown_away_before_its_first_step_an_attempt_leaves_no_episode()
    {
        var store = new MemoryStore { KeepsFailures = true };
        Run(new Person(_ => LiveWish.Discard), EpisodeKind.Demonstration, false, new RunLimits(1, 1), store);
        Assert.Equal((1, 0), (store.Attempts.Count, store.Count));
    }

    [Fact]
    public void A_run_may_give_a_person_more_steps_than_the_task_has()
    {
        int horizon = 2 * PointWorld.Point.Horizon;
        MemoryStore store = Run(new Person(_ => LiveWish.Human, idle: true), EpisodeKind.Demonstration, false, new RunLimits(1, 1, horizon));
        Assert.Equal((AttemptReason.Horizon, horizon), (store.Attempts[0].Reason, store.Attempts[0].Steps));
    }

    [Fact]
    public void Episodes_that_were_not_kept_are_no_sources()
    {
        var store = new FailedStore(Run(new Person(_ => LiveWish.Human), EpisodeKind.Demonstration, false, new RunLimits(1, 1)));
        Assert.Throws<UsageException>(() => SourceSegment.Extract(store, PointWorld.Point.Subtasks));
    }

    private static MemoryStore Run(
        Person person, EpisodeKind kind, bool withPolicy, RunLimits limits, MemoryStore? store = null, CancellationToken cancellation = default)
    {
        store ??= new MemoryStore();
        using var batch = new PointBatch(1, 1);
        AttemptRun.Run(batch, withPolicy ? new BelievingPolicy() : null, () => new LiveProgram(person, kind, withPolicy), s_source, limits, store, null, cancellation);
        return store;
    }

    private static StepMode[] Turns(EpisodeBuffer episode) =>
        [.. Enumerable.Range(0, episode.Count).Where(t => t == 0 || episode.Mode(t) != episode.Mode(t - 1)).Select(t => episode.Mode(t))];

    // Says what it wants by the step's number, and drives like the scripted operator.
    private sealed class Person(Func<int, LiveWish> wish, bool idle = false) : ILiveOperator
    {
        private readonly PointOperator _hands = new();

        public LiveWish Next(Attempt attempt)
        {
            if (attempt.Steps == 0)
                _hands.Begin(attempt.Environment, attempt.Key);
            if (!idle)
                _hands.Act(attempt.Environment, attempt.Action);
            return wish(attempt.Steps);
        }
    }

    private sealed class FailedStore(MemoryStore store) : IEpisodeSource
    {
        public string Task => store.Task;

        public EpisodeLayout Layout => store.Layout;

        public int Count => store.Count;

        public EpisodeSummary Summary(int episode) => store.Summary(episode) with { Reason = AttemptReason.Discarded };

        public EpisodeBuffer Read(int episode) => store.Read(episode);
    }
}
