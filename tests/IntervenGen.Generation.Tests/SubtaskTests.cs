using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation.Tests;

public sealed class SubtaskTests
{
    private static readonly EpisodeKey Source = new(1, SceneSplit.Source, 0, false);
    private static readonly EpisodeKey New = new(1, SceneSplit.Generation, 0, false);

    [Fact]
    public void A_demonstration_is_cut_where_a_goal_has_held_for_a_few_steps()
    {
        MemoryStore store = Demonstrations(1);
        EpisodeBuffer steps = store.Read(0);
        int place = Enumerable.Range(0, steps.Count).First(step => steps.Subtask(step) == 1);
        int taken = Enumerable.Range(0, steps.Count).First(step => steps.Fingers(step)[0] == 0.5f);
        Assert.Equal(taken + 5, place);
        IReadOnlyList<SourceSegment> segments = SourceSegment.Extract(store, CarryWorld.Carry.Subtasks);
        Assert.Equal([0, 1], segments.Select(segment => segment.Subtask));
        Assert.Equal([true, false], segments.Select(segment => segment.GoesOn));
        Assert.Null(segments[0].EefFromHeldAtStart);
        Assert.NotNull(segments[1].EefFromHeldAtStart);
    }

    [Fact]
    public void A_replay_begins_where_the_hand_first_was_over_the_object()
    {
        MemoryStore store = Demonstrations(1);
        SourceSegment segment = SourceSegment.Extract(store, CarryWorld.Carry.Subtasks)[0];
        EpisodeBuffer steps = store.Read(0);
        ReplayStart start = CarryWorld.Carry.Subtasks[0].ReplayStart!;
        Assert.True(start.IsReached(segment.WorldFromEefAtStart, segment.WorldFromObjectAtStart));
        int skipped = Enumerable.Range(0, steps.Count).Count(step => steps.Subtask(step) == 0) - segment.Length;
        Assert.InRange(skipped, 1, 20);
        Assert.False(start.IsReached(steps.Eef(skipped - 1), steps.TruePose(skipped - 1, CarryWorld.Item)));
        var besides = new ReplayStart(0.01, 0.05) { Points = [new Vec3(0.2, 0, 0), new Vec3(0, 0.2, 0)] };
        Pose item = segment.WorldFromObjectAtStart;
        Assert.False(besides.IsReached(item with { Position = item.Position + new Vec3(0, 0, 0.1) }, item));
        Assert.True(besides.IsReached(item with { Position = item.Transform(new Vec3(0, 0.2, 0.1)) }, item));
        var nowhere = new SubtaskSpec("take", CarryWorld.Item) { ReplayStart = new ReplayStart(0.05, 5) };
        Assert.Equal(steps.Eef(0), SourceSegment.Extract(store, [nowhere, CarryWorld.Carry.Subtasks[1]])[0].WorldFromEefAtStart);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void A_demonstration_takes_the_nearer_half_turn_however_the_hand_turns_afterwards(double onward)
    {
        IReadOnlyList<SourceSegment> segments = SourceSegment.Extract(Demonstrations(5, onward), CarryWorld.Carry.Subtasks);
        MemoryStore store = Generate(segments, withPolicy: false, new CarryWorld(), new GenerationOptions { ActionNoise = 0 });
        Assert.Equal(20, store.KeptCount);
        for (int i = 0; i < store.Count; i++)
        {
            EpisodeBuffer steps = store.Read(i);
            int taken = Enumerable.Range(0, steps.Count).First(step => steps.Fingers(step)[0] == 0.5f);
            double turn = Quat.AngleBetween(steps.Eef(0).Orientation, steps.Eef(taken).Orientation);
            Assert.True(turn < (Math.PI / 2) + 1e-6, $"the hand turns by {turn} rad");
        }
    }

    [Fact]
    public void What_the_hand_holds_follows_the_sources_path_however_it_is_held()
    {
        IReadOnlyList<SourceSegment> segments = SourceSegment.Extract(Demonstrations(5), CarryWorld.Carry.Subtasks);
        MemoryStore store = Generate(segments, withPolicy: false, new CarryWorld(), new GenerationOptions { ActionNoise = 0.1 });
        for (int i = 0; i < store.Count; i++)
        {
            EpisodeBuffer steps = store.Read(i);
            int last = steps.Count - 1;
            Vec3 left = steps.TruePose(last, CarryWorld.Item).Position - steps.TruePose(last, CarryWorld.Goal).Position;
            Assert.True(left.Length < 0.02, $"{left} left");
        }
    }

    [Fact]
    public void Only_segments_that_held_the_object_alike_are_picked()
    {
        IReadOnlyList<SourceSegment> segments = SourceSegment.Extract(Demonstrations(8), CarryWorld.Carry.Subtasks);
        var selection = new SourceSelection(segments, SelectionStrategy.Random);
        Pose held = segments[1].EefFromHeldAtStart!.Value;
        var turned = new Pose(held.Position, (held.Orientation * Quat.FromAxisAngle(Vec3.UnitX, 3)).Normalized);
        for (uint i = 0; i < 20; i++)
        {
            var random = new CounterRandom(i, 0, 0);
            Pose goal = segments[1].WorldFromObjectAtStart, eef = segments[1].WorldFromEefAtStart;
            SourceSegment alike = selection.Pick(1, goal, eef, ref random, held);
            Assert.True(Quat.AngleBetween(alike.EefFromHeldAtStart!.Value.Orientation, held.Orientation) < Math.PI / 2);

            // None is held like that: any is better than giving up.
            Assert.Equal(1, selection.Pick(1, goal, eef, ref random, turned).Subtask);
        }
    }

    [Fact]
    public void Where_the_operator_went_on_the_replay_goes_on_too()
    {
        var options = new GenerationOptions { ActionNoise = 0, ReactionLimit = 0 };
        MemoryStore store = Generate(Interventions(), withPolicy: true, new CarryWorld(), options);
        Assert.Equal(20, store.KeptCount);
        for (int i = 0; i < store.Count; i++)
        {
            EpisodeBuffer steps = store.Read(i);
            int recovery = store.Summary(i).MistakeSteps;
            Assert.Equal(0, steps.Subtask(recovery));
            Assert.Equal(1, steps.Subtask(steps.Count - 1));
            for (int step = recovery; step < steps.Count; step++)
                Assert.NotEqual(StepMode.Policy, steps.Mode(step));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_subtask_that_came_undone_is_gone_back_to_only_where_that_is_allowed(bool allowed)
    {
        var options = new GenerationOptions { ActionNoise = 0, ReactionLimit = 0, ReturnToEarlierSubtasks = allowed };
        MemoryStore store = Generate(Interventions(), withPolicy: true, new CarryWorld(slips: true), options);
        int returns = 0;
        for (int i = 0; i < store.Count; i++)
        {
            EpisodeBuffer steps = store.Read(i);
            for (int step = 1; step < steps.Count; step++)
                returns += steps.Subtask(step) < steps.Subtask(step - 1) ? 1 : 0;
        }

        if (allowed)
        {
            Assert.Equal(20, store.KeptCount);
            Assert.Equal(store.Count, returns);
        }
        else
        {
            Assert.Equal(0, returns);
        }
    }

    private static MemoryStore Demonstrations(int count, double turn = 0)
    {
        var store = new MemoryStore(CarryWorld.Carry);
        using var batch = new OneLane(new CarryWorld());
        AttemptRun.Run(batch, null, () => new DemonstrationProgram(new CarryOperator(turn)), Source, new RunLimits(count, 100), store);
        Assert.Equal(count, store.KeptCount);
        return store;
    }

    private static IReadOnlyList<SourceSegment> Interventions()
    {
        var store = new MemoryStore(CarryWorld.Carry);
        using var batch = new OneLane(new CarryWorld());
        using var policy = new CarryPolicy();
        AttemptRun.Run(
            batch, policy, () => new InterventionProgram(new CarryOperator()), Source with { Corrupted = true },
            new RunLimits(5, 100), store);
        Assert.Equal(5, store.KeptCount);
        return SourceSegment.Extract(store, CarryWorld.Carry.Subtasks);
    }

    private static MemoryStore Generate(
        IReadOnlyList<SourceSegment> segments, bool withPolicy, CarryWorld world, GenerationOptions options)
    {
        var store = new MemoryStore(CarryWorld.Carry);
        using var batch = new OneLane(world);
        using var policy = new CarryPolicy();
        AttemptRun.Run(
            batch, withPolicy ? policy : null,
            () => withPolicy ? new ReplayedRecoveryProgram(segments, options) : new ReplayedDemonstrationProgram(segments, options),
            New with { Corrupted = withPolicy }, new RunLimits(20, 200), store);
        return store;
    }
}
