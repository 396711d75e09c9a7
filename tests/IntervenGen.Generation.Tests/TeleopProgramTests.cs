using IntervenGen.Core;

namespace IntervenGen.Generation.Tests;

public sealed class TeleopProgramTests
{
    private static readonly EpisodeKey s_source = new(1, SceneSplit.Source, 0, true);

    [Fact]
    public void A_person_and_a_policy_take_turns_and_the_episode_is_kept_once_success_has_held()
    {
        var person = new Person(step => step is < 5 or (>= 8 and < 11) ? TeleopTurn.Policy : TeleopTurn.Human);
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
        var person = new Person(step => step < 6 ? TeleopTurn.Mistake : TeleopTurn.Human);
        MemoryStore store = Run(person, EpisodeKind.Intervention, withPolicy: false, new RunLimits(1, 1));
        Assert.Equal([StepMode.Mistake, StepMode.Human], Turns(store.Read(0)));
        Assert.Equal(6, store.Attempts[0].MistakeSteps);
    }

    [Fact]
    public void A_demonstration_that_ends_without_success_is_a_failed_demonstration() =>
        Assert.Equal(AttemptReason.DemonstrationFailed, ReasonOf(EpisodeKind.Demonstration, TeleopTurn.Human, TeleopTurn.Finish));

    [Fact]
    public void An_intervention_that_ends_without_success_is_a_failed_recovery() =>
        Assert.Equal(AttemptReason.RecoveryFailed, ReasonOf(EpisodeKind.Intervention, TeleopTurn.Human, TeleopTurn.Finish));

    [Fact]
    public void An_intervention_that_ends_before_anybody_took_over_had_no_trigger() =>
        Assert.Equal(AttemptReason.NoTrigger, ReasonOf(EpisodeKind.Intervention, TeleopTurn.Policy, TeleopTurn.Finish));

    [Theory]
    [InlineData(EpisodeKind.Demonstration)]
    [InlineData(EpisodeKind.Intervention)]
    public void An_episode_that_is_thrown_away_is_discarded(EpisodeKind kind) =>
        Assert.Equal(AttemptReason.Discarded, ReasonOf(kind, TeleopTurn.Human, TeleopTurn.Discard));

    [Fact]
    public void A_policy_that_gets_the_lane_back_begins_anew()
    {
        var person = new Person(step => step is < 5 or (>= 8 and < 11) ? TeleopTurn.Policy : TeleopTurn.Human);
        var program = new TeleopProgram(person, EpisodeKind.Intervention, withPolicy: true);
        var attempt = new Attempt(new PointWorld());
        attempt.Begin(s_source, null);
        program.Begin(attempt);
        var handbacks = new List<int>();
        for (int step = 0; step < 12; step++)
        {
            Decision decision = program.Next(attempt);
            if (decision.IsHandback)
                handbacks.Add(step);
            attempt.Step(decision.Mode);
        }

        Assert.Equal([8], handbacks);
    }

    [Fact]
    public void When_the_run_is_stopped_the_episode_under_way_ends_once()
    {
        using var stop = new CancellationTokenSource();
        var person = new Person(step =>
        {
            if (step < 4)
                return TeleopTurn.Human;
            stop.Cancel();
            return TeleopTurn.Abort;
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
            return TeleopTurn.Abort;
        });
        Assert.Empty(Run(person, EpisodeKind.Demonstration, false, new RunLimits(10, 10), cancellation: stop.Token).Attempts);
    }

    [Fact]
    public void Thrown_away_before_its_first_step_an_attempt_leaves_no_episode()
    {
        var store = new MemoryStore { KeepsFailures = true };
        Run(new Person(_ => TeleopTurn.Discard), EpisodeKind.Demonstration, false, new RunLimits(1, 1), store);
        Assert.Equal((1, 0), (store.Attempts.Count, store.Count));
    }

    [Fact]
    public void A_run_may_give_a_person_more_steps_than_the_task_has()
    {
        int horizon = 2 * PointWorld.Point.Horizon;
        MemoryStore store = Run(
            new Person(_ => TeleopTurn.Human, idle: true), EpisodeKind.Demonstration, false, new RunLimits(1, 1, horizon));
        Assert.Equal((AttemptReason.Horizon, horizon), (store.Attempts[0].Reason, store.Attempts[0].Steps));
    }

    [Fact]
    public void Episodes_that_were_not_kept_are_no_sources()
    {
        var store = new FailedStore(Run(new Person(_ => TeleopTurn.Human), EpisodeKind.Demonstration, false, new RunLimits(1, 1)));
        Assert.Throws<UsageException>(() => SourceSegment.Extract(store, PointWorld.Point.Subtasks));
    }

    [Fact]
    public void A_robot_that_asks_stands_still_and_calls_the_person()
    {
        var person = new Person(step => step < 9 ? TeleopTurn.Policy : TeleopTurn.Human);
        MemoryStore store = Run(person, EpisodeKind.Intervention, true, new RunLimits(1, 1), trigger: new JudgingFrom(6));
        Assert.Equal(1, person.Calls);
        Assert.True(store.Read(0).Action(6)[..6].ToArray().All(component => component == 0));
    }

    [Fact]
    public void A_person_who_drives_is_told_when_the_robot_could_go_on()
    {
        var person = new Person(step => step < 6 ? TeleopTurn.Policy : TeleopTurn.Human);
        MemoryStore store = Run(
            person, EpisodeKind.Intervention, true, new RunLimits(1, 1), trigger: new JudgingFrom(int.MaxValue, givesBackAfter: 3));
        Assert.Equal([false, false, true], person.Offers.Take(3));
        Assert.Equal([StepMode.Policy, StepMode.Human], Turns(store.Read(0)));
    }

    // Three steps of one wish, then another.
    private static AttemptReason ReasonOf(EpisodeKind kind, TeleopTurn first, TeleopTurn then) =>
        Run(new Person(step => step < 3 ? first : then), kind, first == TeleopTurn.Policy, new RunLimits(1, 1)).Attempts[0].Reason;

    private static MemoryStore Run(
        Person person, EpisodeKind kind, bool withPolicy, RunLimits limits, MemoryStore? store = null, CancellationToken cancellation = default,
        ITrigger? trigger = null)
    {
        store ??= new MemoryStore();
        using var batch = new PointBatch(1, 1);
        AttemptRun.Run(
            batch, withPolicy ? new BelievingPolicy() : null, () => new TeleopProgram(person, kind, withPolicy, trigger), s_source, limits,
            store,
            null, cancellation);
        return store;
    }

    private static StepMode[] Turns(EpisodeBuffer episode) =>
        [.. PointRun.Stretches(episode).Select(stretch => stretch.Mode)];

    // Says what it wants by the step's number, and drives like the scripted operator.
    private sealed class Person(Func<int, TeleopTurn> wish, bool idle = false) : ITeleoperator
    {
        public int Calls { get; private set; }

        public List<bool> Offers { get; } = [];

        public void AskForHelp() => Calls++;

        public void OfferBack(bool isReady) => Offers.Add(isReady);

        private readonly PointOperator _hands = new();

        public TeleopTurn Next(Attempt attempt)
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
