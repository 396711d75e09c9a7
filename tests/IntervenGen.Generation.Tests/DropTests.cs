using IntervenGen.Core;

namespace IntervenGen.Generation.Tests;

public sealed class DropTests
{
    private static readonly GenerationOptions s_goingBack =
        new() { ActionNoise = 0, ReactionLimit = 0, ReturnToEarlierSubtasks = true };

    [Fact]
    public void A_replay_whose_item_fell_ends_a_moment_later_and_takes_it_again_at_once()
    {
        MemoryStore store = Generate(Sources(slips: false), s_goingBack);
        Assert.Equal(20, store.KeptCount);
        for (int i = 0; i < store.Count; i++)
        {
            EpisodeBuffer steps = store.Read(i);
            int fell = Fell(steps), back = fell;
            while (steps.Subtask(back) == 1)
                back++;
            Assert.Equal(fell + 5, back);
            Assert.Equal(StepMode.Interpolation, steps.Mode(back));
            for (int step = back; step < steps.Count; step++)
                Assert.NotEqual(StepMode.Policy, steps.Mode(step));
        }
    }

    [Fact]
    public void An_empty_hand_that_goes_on_is_no_example()
    {
        MemoryStore store = Generate(Sources(slips: false), s_goingBack);
        for (int i = 0; i < store.Count; i++)
        {
            EpisodeBuffer steps = store.Read(i);
            int fell = Fell(steps);
            Assert.Equal(StepMode.Replay, steps.Mode(fell - 1));
            for (int step = fell; steps.Subtask(step) == 1; step++)
                Assert.Equal(StepMode.Mistake, steps.Mode(step));
        }
    }

    [Fact]
    public void A_hand_that_lets_go_at_the_goal_is_still_an_example()
    {
        MemoryStore store = Generate(Sources(slips: false), s_goingBack, slips: false);
        Assert.Equal(20, store.KeptCount);
        for (int i = 0; i < store.Count; i++)
        {
            EpisodeBuffer steps = store.Read(i);
            Assert.DoesNotContain(StepMode.Mistake, Enumerable.Range(0, steps.Count).Select(step => steps.Mode(step)));
        }
    }

    [Fact]
    public void What_the_policy_drops_is_taken_again_although_the_trigger_keeps_still()
    {
        // With true beliefs, it is the policy that takes the item and carries it.
        MemoryStore store = Generate(Sources(slips: false), s_goingBack, corrupted: false, trigger: new StillTrigger());
        Assert.Equal(20, store.KeptCount);
        for (int i = 0; i < store.Count; i++)
        {
            EpisodeBuffer steps = store.Read(i);
            int fell = Fell(steps);
            Assert.Equal(StepMode.Policy, steps.Mode(fell));
            int back = Enumerable.Range(fell, steps.Count - fell).First(step => steps.Subtask(step) == 0);
            Assert.Equal(fell + 5, back);
            Assert.Equal(StepMode.Interpolation, steps.Mode(back));
        }
    }

    [Fact]
    public void An_operators_stretch_that_ended_in_a_drop_is_no_source()
    {
        IReadOnlyList<SourceSegment> segments = Sources(slips: true);
        for (int episode = 0; episode < 5; episode++)
        {
            SourceSegment[] mine = [.. segments.Where(segment => segment.Episode == episode)];
            Assert.Equal([0, 0, 1], mine.Select(segment => segment.Subtask));
            Assert.Equal(-1, mine[^1].Gripper[^1]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whoever_drives_is_at_the_first_subtask_again_after_a_drop_where_that_may_be(bool mayReturn)
    {
        var op = new CarryOperator();
        Func<AttemptProgram>[] programs =
        [
            () => new DemonstrationProgram(op, mayReturn),
            () => new InterventionProgram(op, mayReturn: mayReturn),
            () => new GatedInterventionProgram(op, new ContactTrigger(), mayReturn),
            () => new DeliberateMistakeProgram(op, mayReturn),
            () => new TeleopProgram(new Driver(op), EpisodeKind.Demonstration, withPolicy: false, mayReturn: mayReturn),
        ];
        foreach (Func<AttemptProgram> program in programs)
        {
            EpisodeBuffer steps = Run(program, new EpisodeKey(1, SceneSplit.Source, 0, true), 1, 10).Read(0);
            int fell = Fell(steps);
            Assert.Equal(mayReturn, Enumerable.Range(fell, steps.Count - fell).Any(step => steps.Subtask(step) == 0));
        }
    }

    private static int Fell(EpisodeBuffer steps) => Enumerable.Range(1, steps.Count - 1)
        .First(step => steps.Fingers(step - 1)[0] == 0.5f && steps.Fingers(step)[0] != 0.5f);

    private static IReadOnlyList<SourceSegment> Sources(bool slips)
    {
        MemoryStore store = Run(
            () => new InterventionProgram(new CarryOperator(), mayReturn: true), new EpisodeKey(1, SceneSplit.Source, 0, true), 5, 100, slips);
        Assert.Equal(5, store.KeptCount);
        return SourceSegment.Extract(store, CarryWorld.Carry.Subtasks);
    }

    private static MemoryStore Generate(
        IReadOnlyList<SourceSegment> segments, GenerationOptions options, bool slips = true, bool corrupted = true,
        ITrigger? trigger = null) => Run(
        () => new ReplayedRecoveryProgram(segments, options, trigger), new EpisodeKey(1, SceneSplit.Generation, 0, corrupted), 20, 200,
        slips);

    private static MemoryStore Run(Func<AttemptProgram> createProgram, EpisodeKey run, int episodes, int attempts, bool slips = true)
    {
        var store = new MemoryStore(CarryWorld.Carry);
        using var batch = new OneLane(new CarryWorld(slips));
        using var policy = new CarryPolicy();
        AttemptRun.Run(batch, policy, createProgram, run, new RunLimits(episodes, attempts), store);
        return store;
    }

    /// <summary>A person who drives as the operator does.</summary>
    private sealed class Driver(CarryOperator op) : ITeleoperator
    {
        public TeleopTurn Next(Attempt attempt)
        {
            if (attempt.Steps == 0)
                op.Begin(attempt.Environment, attempt.Key);
            return op.Act(attempt.Environment, attempt.Action) ? TeleopTurn.Human : TeleopTurn.Finish;
        }
    }

    private sealed class StillTrigger : ITrigger
    {
        public void Begin(IEnvironment environment, in EpisodeKey key)
        {
        }

        public bool Fires(IEnvironment environment, bool answered) => false;
    }
}
