using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation.Tests;

/// <summary>The paper's offline mode: an operator makes the mistake on purpose.</summary>
public sealed class DeliberateMistakeTests
{
    private const double Touch = 0.1;

    [Fact]
    public void A_mistake_on_purpose_is_followed_by_its_correction()
    {
        MemoryStore store = Collect(20);
        for (int i = 0; i < store.Count; i++)
        {
            (StepMode Mode, int Count)[] stretches = PointRun.Stretches(store.Read(i));
            Assert.Equal([StepMode.Mistake, StepMode.Human], stretches.Select(stretch => stretch.Mode));
            Assert.Equal(stretches[0].Count, store.Summary(i).MistakeSteps);
            Assert.Equal(EpisodeKind.Intervention, store.Summary(i).Kind);
        }
    }

    [Fact]
    public void A_mistake_on_purpose_asks_no_policy() =>
        Assert.False(new DeliberateMistakeProgram(new PointOperator()).UsesPolicy);

    [Fact]
    public void The_operator_goes_on_for_a_different_time_once_the_mistake_shows()
    {
        MemoryStore store = Collect(80);
        int[] pushes = [.. Enumerable.Range(0, store.Count).Select(i => Enumerable.Range(0, store.Summary(i).MistakeSteps)
            .Count(step => (store.Read(i).Flags(step) & StepFlags.Revealed) != 0))];
        Assert.InRange(pushes.Max(), 9, DeliberateMistakeProgram.MaxPush);
        // A quarter is broken off at once, and a thirteenth of the others.
        Assert.InRange(pushes.Count(push => push == 0), 12, 38);
        Assert.True(pushes.Distinct().Count() > 6);
    }

    [Fact]
    public void Mistakes_are_nearer_to_the_truth_and_further_from_it_than_the_belief()
    {
        MemoryStore store = Collect(60);
        double[] misses = [.. Enumerable.Range(0, store.Count).Select(i =>
        {
            EpisodeBuffer episode = store.Read(i);
            int last = store.Summary(i).MistakeSteps - 1;
            double error = episode.BelievedPose(0, 0).Position.X - episode.TruePose(0, 0).Position.X;
            return (episode.Target(last).Position.X - episode.TruePose(0, 0).Position.X) / error;
        })];
        Assert.True(misses.Min() < 0.75 && misses.Max() > 1.05, $"misses from {misses.Min()} to {misses.Max()}");
    }

    [Fact]
    public void A_mistake_that_never_shows_is_not_kept() => Assert.All(
        PointRun.Run(new DeliberateMistakeProgram(new PointOperator()), new RunLimits(5, 16), new PointWorld(reveals: false)).Attempts,
        attempt => Assert.Equal(AttemptReason.NoTrigger, attempt.Reason));

    [Fact]
    public void A_correction_that_does_not_help_has_failed() => Assert.All(
        PointRun.Run(
            new DeliberateMistakeProgram(new PointOperator()), new RunLimits(5, 16), new PointWorld(succeeds: false, touch: Touch)).Attempts,
        attempt => Assert.Equal(AttemptReason.RecoveryFailed, attempt.Reason));

    [Fact]
    public void Mistakes_on_purpose_can_be_replayed_without_a_policy()
    {
        IReadOnlyList<SourceIntervention> sources = SourceIntervention.Extract(Collect(10), PointWorld.Point.Subtasks);
        Assert.Equal(10, sources.Count);
        MemoryStore store = PointRun.Run(
            new ReplayedMistakeProgram(sources, new GenerationOptions { ActionNoise = 0 }), new RunLimits(10, 60), new PointWorld(touch: Touch));
        Assert.Equal(10, store.KeptCount);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 2)]
    [InlineData(5, 5)]
    public void Mistakes_do_not_depend_on_lanes_or_workers(int lanes, int workers)
    {
        var store = new MemoryStore();
        AttemptRun.Run(
            new PointBatch(lanes, workers, Touch), null, () => new DeliberateMistakeProgram(new PointOperator()),
            PointRun.Wrong, new RunLimits(20, 100), store);
        MemoryStore alone = Collect(20);
        Assert.Equal(alone.Attempts, store.Attempts);
        for (int i = 0; i < 20; i++)
        {
            for (int step = 0; step < alone.Read(i).Count; step++)
                Assert.Equal(alone.Read(i).Action(step), store.Read(i).Action(step));
        }
    }

    [Fact]
    public void Who_insists_sees_the_object_where_it_seemed_to_be_when_it_is_revealed()
    {
        var world = new PointWorld();
        var view = new MistakenView(world) { Share = 0.5 };
        world.Reset(PointRun.Wrong);
        Pose truth = world.TruePose(0), belief = world.BelievedPose(0);
        Assert.True((view.TruePose(0).Position - (0.5 * (truth.Position + belief.Position))).Length < 1e-12);
        view.Insist();
        var action = new float[7];
        for (int step = 0; step < 40 && !world.IsRevealed; step++)
        {
            world.ActionToward(truth, -1, action);
            world.Step(action);
        }

        Assert.True(world.IsRevealed);
        Assert.Equal(truth, world.BelievedPose(0));
        Assert.True((view.TruePose(0).Position - (0.5 * (truth.Position + belief.Position))).Length < 1e-9);
    }

    private static MemoryStore Collect(int episodes)
    {
        var store = new MemoryStore();
        AttemptRun.Run(
            new OneLane(new PointWorld(touch: Touch)), null, () => new DeliberateMistakeProgram(new PointOperator()),
            PointRun.Wrong, new RunLimits(episodes, 4 * episodes), store);
        return store;
    }
}
