using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation.Tests;

/// <summary>The paper's ablation "I-Gen − Policy": the mistake is the source's as well.</summary>
public sealed class ReplayedMistakeTests
{
    // Room for a source's whole mistake and the approach to its recovery.
    private const int Horizon = 1000;

    private static readonly GenerationOptions s_still = new() { ActionNoise = 0 };

    [Fact]
    public void A_replayed_mistake_is_followed_by_an_approach_and_a_replay()
    {
        MemoryStore store = Generate(new PointWorld());
        for (int i = 0; i < store.Count; i++)
        {
            (StepMode Mode, int Count)[] stretches = PointRun.Stretches(store.Read(i));
            Assert.Equal([StepMode.Mistake, StepMode.Interpolation, StepMode.Replay], stretches.Select(stretch => stretch.Mode));
            Assert.Equal(stretches[0].Count, store.Summary(i).MistakeSteps);
        }
    }

    [Fact]
    public void A_replayed_mistake_begins_with_its_sources_wrong_belief_about_the_object()
    {
        IReadOnlyList<SourceIntervention> sources = Sources();
        MemoryStore store = Generate(new PointWorld());
        for (int i = 0; i < store.Count; i++)
        {
            SourceIntervention source = sources[store.Summary(i).SourceEpisode];
            Pose then = source.Parts[0].Segment.WorldFromObjectAtStart.Inverse() * source.WorldFromBelief[0];
            Pose now = store.Read(i).TruePose(0, 0).Inverse() * store.Read(i).BelievedPose(0, 0);
            Assert.True((then.Position - now.Position).Length < 1e-9);
            Assert.True(now.Position.Length > 0.09);
        }
    }

    [Fact]
    public void A_replayed_mistake_ends_where_its_source_ended_relative_to_the_object()
    {
        IReadOnlyList<SourceIntervention> sources = Sources();
        MemoryStore store = Generate(new PointWorld());
        for (int i = 0; i < store.Count; i++)
        {
            SourceSegment mistake = sources[store.Summary(i).SourceEpisode].Parts[0].Segment;
            EpisodeBuffer episode = store.Read(i);
            int last = store.Summary(i).MistakeSteps - 1;
            Pose then = mistake.WorldFromObjectAtStart.Inverse() * mistake.WorldFromTarget[mistake.Length - 1];
            Pose now = episode.TruePose(0, 0).Inverse() * episode.Target(last);
            Assert.True((then.Position - now.Position).Length < 1e-6);
        }
    }

    [Fact]
    public void Every_source_is_drawn_from() =>
        Assert.Equal([0, 1, 2, 3, 4], Generate(new PointWorld(), 60).Attempts.Select(attempt => attempt.SourceEpisode).Distinct().Order());

    [Fact]
    public void A_replayed_mistake_asks_no_policy() =>
        Assert.False(new ReplayedMistakeProgram(Sources(), s_still).UsesPolicy);

    [Fact]
    public void A_replayed_mistake_that_reveals_nothing_is_no_intervention() =>
        Assert.All(Attempts(new PointWorld(reveals: false)), attempt => Assert.Equal(AttemptReason.NoTrigger, attempt.Reason));

    [Fact]
    public void A_replayed_mistake_whose_recovery_does_not_help_has_failed() =>
        Assert.All(Attempts(new PointWorld(succeeds: false)), attempt => Assert.Equal(AttemptReason.RecoveryFailed, attempt.Reason));

    [Fact]
    public void Demonstrations_hold_no_mistake_to_be_replayed()
    {
        var store = new MemoryStore();
        AttemptRun.Run(
            new OneLane(new PointWorld()), null, () => new DemonstrationProgram(new PointOperator()),
            PointRun.Wrong with { Corrupted = false }, new RunLimits(2, 20), store);
        string message = Assert.Throws<UsageException>(() => SourceIntervention.Extract(store, PointWorld.Point.Subtasks)).Message;
        Assert.Contains("none with a mistake and its recovery", message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<SourceIntervention> Sources() =>
        SourceIntervention.Extract(PointRun.Interventions(), PointWorld.Point.Subtasks);

    private static MemoryStore Generate(PointWorld world, int episodes = 10)
    {
        var store = new MemoryStore();
        AttemptRun.Run(
            new OneLane(world), null, () => new ReplayedMistakeProgram(Sources(), s_still), PointRun.Wrong,
            new RunLimits(episodes, 100, Horizon), store);
        Assert.Equal(episodes, store.KeptCount);
        return store;
    }

    private static List<EpisodeSummary> Attempts(PointWorld world)
    {
        var program = new ReplayedMistakeProgram(Sources(), s_still);
        List<EpisodeSummary> attempts = PointRun.Run(program, new RunLimits(int.MaxValue, 10, Horizon), world).Attempts;
        Assert.Equal(10, attempts.Count);
        return attempts;
    }
}
