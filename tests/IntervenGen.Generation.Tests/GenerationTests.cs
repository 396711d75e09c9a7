using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation.Tests;

public sealed class GenerationTests
{
    private static readonly EpisodeKey Source = new(1, SceneSplit.Source, 0, false);
    private static readonly EpisodeKey New = new(1, SceneSplit.Generation, 0, false);

    [Fact]
    public void Demonstrations_move_with_their_object_and_end_in_success()
    {
        MemoryStore generated = Generate(new GenerationOptions { ActionNoise = 0.02 }, withPolicy: false, 40, lanes: 4, workers: 2);
        Assert.Equal(40, generated.KeptCount);
        for (int i = 0; i < generated.Count; i++)
        {
            EpisodeBuffer episode = generated.Read(i);
            Assert.Equal(StepMode.Interpolation, episode.Mode(0));
            Assert.Equal(StepMode.Replay, episode.Mode(episode.Count - 1));
            Assert.True(episode.Flags(episode.Count - 1).HasFlag(StepFlags.Success));
        }
    }

    [Fact]
    public void Without_noise_a_replayed_target_keeps_its_place_relative_to_the_object()
    {
        MemoryStore source = Demonstrations(1);
        IReadOnlyList<SourceSegment> segments = SourceSegment.Extract(source, PointWorld.Point.Subtasks);
        var generated = new MemoryStore();
        using var batch = new PointBatch(1, 1);
        var options = new GenerationOptions { ActionNoise = 0 };
        AttemptRun.Run(batch, null, () => new ReplayedDemonstrationProgram(segments, options), New, new RunLimits(5, 20), generated);
        EpisodeBuffer old = source.Read(0);
        for (int i = 0; i < generated.Count; i++)
        {
            EpisodeBuffer episode = generated.Read(i);
            int replay = 0;
            while (episode.Mode(replay) == StepMode.Interpolation)
                replay++;
            Assert.Equal(old.Count, episode.Count - replay);
            Pose expected = old.TruePose(0, 0).Inverse() * old.Target(old.Count - 1);
            Pose found = episode.TruePose(0, 0).Inverse() * episode.Target(episode.Count - 1);
            Assert.True((expected.Position - found.Position).Length < 1e-6);
            Assert.True(Quat.AngleBetween(expected.Orientation, found.Orientation) < 1e-5);
        }
    }

    [Fact]
    public void An_intervention_is_a_policys_mistake_then_an_approach_then_a_replay()
    {
        MemoryStore generated = Generate(new GenerationOptions { ActionNoise = 0 }, withPolicy: true, 30, lanes: 6, workers: 2);
        Assert.Equal(30, generated.KeptCount);
        for (int i = 0; i < generated.Count; i++)
        {
            EpisodeBuffer episode = generated.Read(i);
            StepMode[] order = [.. Enumerable.Range(0, episode.Count).Select(t => episode.Mode(t)).Distinct()];
            Assert.Equal([StepMode.Policy, StepMode.Interpolation, StepMode.Replay], order);
            int mistake = generated.Summary(i).MistakeSteps;
            Assert.Equal(StepMode.Policy, episode.Mode(mistake - 1));
            Assert.Equal(StepMode.Interpolation, episode.Mode(mistake));
            Assert.False(episode.Flags(0).HasFlag(StepFlags.Revealed));
            Assert.True(episode.Flags(mistake).HasFlag(StepFlags.Revealed));
            Assert.NotEqual(episode.TruePose(0, 0), episode.BelievedPose(0, 0));
            Assert.Equal(episode.TruePose(mistake, 0), episode.BelievedPose(mistake, 0));
            Assert.InRange(generated.Summary(i).SourceEpisode, 0, 4);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(16, 2)]
    [InlineData(7, 7)]
    public void The_same_bytes_come_out_for_any_number_of_lanes_and_workers(int lanes, int workers)
    {
        var options = new GenerationOptions();
        MemoryStore one = Generate(options, withPolicy: true, 25, lanes: 2, workers: 1);
        MemoryStore other = Generate(options, withPolicy: true, 25, lanes, workers);
        Assert.Equal(one.Attempts, other.Attempts);
        Assert.Equal(one.AllBytes(), other.AllBytes());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(5, 2)]
    [InlineData(16, 2)]
    [InlineData(7, 7)]
    public void A_policy_that_serves_all_lanes_in_half_batches_gives_the_same_bytes(int lanes, int workers)
    {
        var options = new GenerationOptions();
        MemoryStore one = Generate(options, withPolicy: true, 25, lanes: 2, workers: 1);
        MemoryStore other = Generate(options, withPolicy: true, 25, lanes, workers, new BelievingPolicy(servesAllLanes: true));
        Assert.Equal(one.Attempts, other.Attempts);
        Assert.Equal(one.AllBytes(), other.AllBytes());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_policy_that_fails_ends_the_run_and_reaches_the_caller(bool servesAllLanes)
    {
        var policy = new BelievingPolicy(servesAllLanes, failingCall: 40);
        Assert.Throws<FormatException>(() => Generate(new GenerationOptions(), withPolicy: true, 1000, 8, 2, policy));
    }

    [Fact]
    public void A_run_with_shared_inference_stops_when_told()
    {
        using var stop = new CancellationTokenSource();
        using var batch = new PointBatch(8, 2);
        RunReport report = AttemptRun.Run(
            batch, new BelievingPolicy(servesAllLanes: true), () => new RolloutProgram(), New, new RunLimits(int.MaxValue, long.MaxValue),
            new MemorySink(), seen => { if (seen.Attempts == 9) stop.Cancel(); }, stop.Token);
        Assert.InRange(report.Attempts, 9, 500);
    }

    [Fact]
    public void A_mistake_goes_on_after_its_trigger_for_as_long_as_the_attempts_reaction_says()
    {
        var options = new GenerationOptions { ActionNoise = 0, ReactionLimit = 5 };
        MemoryStore generated = Generate(options, withPolicy: true, 60, lanes: 6, workers: 2);
        var delays = new HashSet<int>();
        for (int i = 0; i < generated.Count; i++)
        {
            EpisodeBuffer episode = generated.Read(i);
            int revealed = 0;
            while (!episode.Flags(revealed).HasFlag(StepFlags.Revealed))
                revealed++;
            delays.Add(generated.Summary(i).MistakeSteps - revealed);
        }

        Assert.True(delays.SetEquals([0, 1, 2, 3, 4, 5]), string.Join(", ", delays.Order()));
    }

    [Fact]
    public void An_interrupted_run_continues_to_the_same_bytes()
    {
        IReadOnlyList<SourceSegment> segments = Interventions();
        MemoryStore whole = Generate(new GenerationOptions(), withPolicy: true, 25, lanes: 4, workers: 2);
        var parts = new MemoryStore();
        for (int run = 0; run < 50 && parts.KeptCount < 25; run++)
        {
            using var stop = new CancellationTokenSource();
            using var batch = new PointBatch(4, 2);
            AttemptRun.Run(
                batch, new BelievingPolicy(), () => new ReplayedRecoveryProgram(segments, new GenerationOptions()),
                New with { Corrupted = true }, new RunLimits(25, 1000), parts,
                report => { if (report.Attempts == 4) stop.Cancel(); }, stop.Token);
        }

        Assert.Equal(whole.Attempts, parts.Attempts);
        Assert.Equal(whole.AllBytes(), parts.AllBytes());
    }

    [Fact]
    public void Parts_of_a_run_make_the_attempts_of_the_whole_one()
    {
        IReadOnlyList<SourceSegment> segments = Interventions();
        MemoryStore Run(long first, long attempts)
        {
            var store = new MemoryStore();
            using var batch = new PointBatch(3, 2);
            AttemptRun.Run(
                batch, new BelievingPolicy(), () => new ReplayedRecoveryProgram(segments, new GenerationOptions()),
                New with { Corrupted = true }, new RunLimits(int.MaxValue, new AttemptSpan(first, attempts)), store);
            return store;
        }

        MemoryStore whole = Run(0, 30), head = Run(0, 11), tail = Run(11, 19);
        Assert.Equal(whole.AllBytes(), head.AllBytes().Concat(tail.AllBytes()).ToArray());
        Assert.Equal(
            whole.Attempts.Select(attempt => attempt.Reason),
            head.Attempts.Concat(tail.Attempts).Select(attempt => attempt.Reason));
    }

    [Fact]
    public void A_run_whose_key_names_an_attempt_is_refused()
    {
        using var batch = new PointBatch(1, 1);
        string message = Assert.Throws<ArgumentException>(() => AttemptRun.Run(
            batch, null, () => new RolloutProgram(), New with { Attempt = 3 }, new RunLimits(1, 1), new MemorySink())).Message;
        Assert.Contains("names attempt 3", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_succeeding_is_a_result_with_its_reasons()
    {
        var sink = new MemorySink();
        using var batch = new PointBatch(2, 1);
        RunReport report = AttemptRun.Run(
            batch, null, () => new DemonstrationProgram(new IdleOperator()), Source, new RunLimits(5, 34), sink);
        Assert.Equal(34, report.Attempts);
        Assert.Equal(0, report.Kept);
        Assert.Equal(0, report.SuccessRate);
        Assert.Equal(2, report.Count(AttemptReason.Diverged));
        Assert.Equal(32, report.Count(AttemptReason.DemonstrationFailed));
    }

    [Fact]
    public void A_policy_that_never_touches_gives_no_intervention()
    {
        var sink = new MemorySink();
        using var batch = new PointBatch(2, 1);
        RunReport report = AttemptRun.Run(
            batch, new BelievingPolicy(), () => new ReplayedRecoveryProgram(Interventions(), new GenerationOptions { PolicyHorizon = 2 }),
            New with { Corrupted = true }, new RunLimits(1, 10), sink);
        Assert.Equal(10, report.Count(AttemptReason.NoTrigger));
        Assert.Equal(10, sink.Summaries.Count);
        Assert.All(sink.Summaries, attempt => Assert.Equal(2, attempt.Steps));
    }

    [Fact]
    public void A_policy_that_succeeds_alone_gives_no_intervention()
    {
        var sink = new MemorySink();
        using var batch = new PointBatch(2, 1);
        RunReport report = AttemptRun.Run(
            batch, new BelievingPolicy(), () => new InterventionProgram(new NeverOperator()), New, new RunLimits(1, 10), sink);
        Assert.Equal(10, report.Count(AttemptReason.NoMistake));
    }

    [Fact]
    public void An_exception_on_one_lane_ends_the_run_and_reaches_the_caller()
    {
        using var batch = new PointBatch(4, 2);
        Assert.Throws<FormatException>(() => AttemptRun.Run(
            batch, null, () => new DemonstrationProgram(new BrokenOperator()), Source, new RunLimits(1000, 1000), new MemorySink()));
    }

    [Fact]
    public void The_nearest_segment_to_the_robot_is_chosen_among_three()
    {
        IReadOnlyList<SourceSegment> segments = Interventions();
        var selection = new SourceSelection(segments, SelectionStrategy.NearestRobot);
        SourceSegment near = segments[2];
        var chosen = new HashSet<int>();
        for (uint i = 0; i < 60; i++)
        {
            var random = new CounterRandom(i, 0, 0);
            chosen.Add(segments.ToList().IndexOf(selection.Pick(0, near.WorldFromObjectAtStart, near.WorldFromEefAtStart, ref random)));
        }

        Assert.Equal(3, chosen.Count);
        Assert.Contains(2, chosen);
    }

    [Theory]
    [InlineData(30_000, "episode 1, step 2: the hand's target is 30000 m from the world's origin; at most 20 m can be replayed")]
    [InlineData(1e300, "episode 1, step 2: the hand's target is")]
    public void A_source_whose_hand_goes_where_no_arm_comes_is_named_by_step(double x, string expected)
    {
        MemoryStore source = Demonstrations(2);
        source.Read(1).SetTarget(2, new Pose(new Vec3(x, 0, 0), Quat.Identity));
        string message = Assert.Throws<UsageException>(() => SourceSegment.Extract(source, PointWorld.Point.Subtasks)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_holds_no_number_where_one_belongs_is_named_by_step()
    {
        MemoryStore source = Demonstrations(2);
        source.Read(1).Action(3)[0] = float.NaN;
        string message = Assert.Throws<EpisodeFormatException>(() => SourceSegment.Extract(source, PointWorld.Point.Subtasks)).Message;
        Assert.Contains("episode 1: in step 3 the action holds a number that is not finite", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_without_operator_steps_is_refused()
    {
        MemoryStore demonstrations = Demonstrations(2);
        string message = Assert.Throws<UsageException>(
            () => SourceSegment.Extract(demonstrations, PointWorld.Point.Subtasks, StepMode.Replay)).Message;
        Assert.Contains("no step of mode Replay", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 100, 0, 0.0370)]
    [InlineData(50, 100, 0.4038, 0.5962)]
    [InlineData(98, 100, 0.9300, 0.9945)]
    [InlineData(100, 100, 0.9630, 1)]
    public void The_interval_is_wilsons(int successes, int trials, double low, double high)
    {
        var interval = new SuccessInterval(successes, trials);
        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    private static MemoryStore Demonstrations(int count)
    {
        var store = new MemoryStore();
        using var batch = new PointBatch(2, 1);
        AttemptRun.Run(batch, null, () => new DemonstrationProgram(new PointOperator()), Source, new RunLimits(count, 100), store);
        Assert.Equal(count, store.KeptCount);
        return store;
    }

    private static IReadOnlyList<SourceSegment> Interventions()
    {
        var store = new MemoryStore();
        using var batch = new PointBatch(2, 1);
        AttemptRun.Run(
            batch, new BelievingPolicy(), () => new InterventionProgram(new PointOperator()), Source with { Corrupted = true },
            new RunLimits(5, 100), store);
        Assert.Equal(5, store.KeptCount);
        return SourceSegment.Extract(store, PointWorld.Point.Subtasks);
    }

    private static MemoryStore Generate(
        GenerationOptions options, bool withPolicy, int episodes, int lanes, int workers, BelievingPolicy? policy = null)
    {
        IReadOnlyList<SourceSegment> segments = withPolicy
            ? Interventions()
            : SourceSegment.Extract(Demonstrations(5), PointWorld.Point.Subtasks);
        var store = new MemoryStore();
        using var batch = new PointBatch(lanes, workers);
        AttemptRun.Run(
            batch, withPolicy ? policy ?? new BelievingPolicy() : null,
            () => withPolicy ? new ReplayedRecoveryProgram(segments, options) : new ReplayedDemonstrationProgram(segments, options),
            New with { Corrupted = withPolicy }, new RunLimits(episodes, 1000), store);
        return store;
    }

    private sealed class IdleOperator : NeverOperator;

    private sealed class BrokenOperator : NeverOperator
    {
        public override bool Act(IEnvironment environment, Span<float> action) => throw new FormatException("on purpose");
    }
}
