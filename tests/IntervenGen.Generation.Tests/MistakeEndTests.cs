using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation.Tests;

/// <summary>Recoveries selected by how the mistake ended, refused where none fits, and dropped where they push.</summary>
public sealed class MistakeEndTests
{
    private static readonly GenerationOptions s_still = new() { ActionNoise = 0, ReactionLimit = 0 };

    [Fact]
    public void Of_two_hands_alike_the_part_held_more_alike_decides()
    {
        SourceSegment straight = Holding(0), turned = Holding(0.5);
        foreach ((double angle, SourceSegment expected) in new[] { (0.1, straight), (0.4, turned) })
        {
            var selection = new SourceSelection([straight, turned], SelectionStrategy.NearestMistake, neighbours: 1);
            var random = new CounterRandom(1, 0, 0);
            Assert.Same(expected, selection.Pick(1, Pose.Identity, Pose.Identity, ref random, Turned(angle)));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(0, 3)]
    public void Among_as_many_nearest_ones_is_drawn_as_asked(int neighbours, int expected)
    {
        SourceSegment[] segments = [.. Enumerable.Range(1, 5).Select(i => SegmentOf.Way([new(i, 0, 0), new(i, 0, 0)], opensAt: 1))];
        var selection = new SourceSelection(segments, SelectionStrategy.NearestRobot, neighbours);
        var random = new CounterRandom(1, 0, 0);
        var picked = new HashSet<SourceSegment>();
        for (int draw = 0; draw < 100; draw++)
            picked.Add(selection.Pick(0, Pose.Identity, Pose.Identity, ref random));
        Assert.Equal(segments.Take(expected).ToHashSet(), picked);
    }

    [Fact]
    public void An_attempt_whose_recoveries_are_all_out_of_reach_is_dropped_before_one_is_run()
    {
        var world = new KnowingWorld(new PointWorld(), new Motion(Reaches: false));
        MemoryStore store = Run(s_still with { ChecksRecoveries = true }, world);
        Assert.Equal(AttemptReason.NoRecoveryFits, store.Attempts[0].Reason);
        Assert.DoesNotContain(PointRun.Stretches(store.Read(0)), stretch => stretch.Mode != StepMode.Policy);
    }

    [Fact]
    public void Without_the_option_nothing_is_checked() => Assert.Equal(
        AttemptReason.Kept, Run(s_still, new KnowingWorld(new PointWorld(), new Motion(Reaches: false))).Attempts[0].Reason);

    [Fact]
    public void What_can_be_reached_is_replayed() => Assert.Equal(
        AttemptReason.Kept,
        Run(s_still with { ChecksRecoveries = true }, new KnowingWorld(new PointWorld(), new Motion(Reaches: true))).Attempts[0].Reason);

    [Theory]
    [InlineData(0.03, AttemptReason.Kept)]
    [InlineData(0.01, AttemptReason.Pushed)]
    [InlineData(0, AttemptReason.Kept)]
    public void A_recovery_that_pushes_farther_than_it_may_is_dropped(double limit, AttemptReason expected) => Assert.Equal(
        expected, Run(s_still with { PushLimit = limit }, new KnowingWorld(new PointWorld(), null) { Push = 0.02 }).Attempts[0].Reason);

    private static MemoryStore Run(GenerationOptions options, IEnvironment world)
    {
        var store = new MemoryStore { KeepsFailures = true };
        AttemptRun.Run(
            new OneLane(world), new BelievingPolicy(), () => new ReplayedRecoveryProgram(PointRun.Recoveries(), options), PointRun.Wrong,
            new RunLimits(int.MaxValue, 1), store);
        return store;
    }

    // A hand at the origin that holds an item turned by an angle, on its way to a goal there.
    private static SourceSegment Holding(double angle)
    {
        var record = new EpisodeBuffer(new EpisodeLayout(CarryWorld.Carry), 2);
        for (int i = 0; i < 2; i++)
        {
            int step = record.AddStep();
            record.SetEef(step, Pose.Identity);
            record.SetTarget(step, Pose.Identity);
            record.SetTruePose(step, CarryWorld.Item, Turned(angle));
            record.SetTruePose(step, CarryWorld.Goal, Pose.Identity);
            record.Action(step)[6] = 1;
            record.Mode(step) = StepMode.Human;
            record.Subtask(step) = 1;
        }

        return SourceSegment.CutAll(0, record, CarryWorld.Carry.Subtasks)[0].Segment;
    }

    private static Pose Turned(double angle) => new(Vec3.Zero, Quat.FromAxisAngle(Vec3.UnitZ, angle));

    private sealed record Motion(bool Reaches) : IMotionModel
    {
        public void Begin()
        {
        }

        public double ClearanceAt(in Pose worldFromEef) => double.PositiveInfinity;

        bool IMotionModel.Reaches(in Pose worldFromEef) => Reaches;
    }

    /// <summary>A world that knows what motions would meet, and whose object is pushed once its truth shows.</summary>
    private sealed class KnowingWorld(IEnvironment world, IMotionModel? motion) : IEnvironment
    {
        private int _steps;

        public double Push { get; init; }

        public IMotionModel? Motion => motion;

        public TaskSpec Spec => world.Spec;

        public bool HasDiverged => false;

        public bool IsRecoverable => world.IsRecoverable;

        public Pose WorldFromEef => world.WorldFromEef;

        public (double First, double Second) Fingers => world.Fingers;

        public bool TriggerContact => world.TriggerContact;

        public Vec3 TriggerPosition => world.TriggerPosition;

        public bool IsRevealed => world.IsRevealed;

        public bool IsSuccess => world.IsSuccess;

        public void Reset(in EpisodeKey key) => world.Reset(key);

        public void Step(ReadOnlySpan<float> action)
        {
            world.Step(action);
            _steps += world.IsRevealed ? 1 : 0;
        }

        // From the third step on: once a recovery is under way.
        public Pose TruePose(int obj)
        {
            Pose pose = world.TruePose(obj);
            return _steps < 3 ? pose : pose with { Position = pose.Position + new Vec3(Push, 0, 0) };
        }

        public Pose BelievedPose(int obj) => world.BelievedPose(obj);

        public void Believe(int obj, in Pose worldFromObject) => world.Believe(obj, worldFromObject);

        public bool IsSubtaskDone(int subtask) => world.IsSubtaskDone(subtask);

        public void ActionToward(in Pose worldFromTarget, float gripper, Span<float> action) =>
            world.ActionToward(worldFromTarget, gripper, action);

        public Pose TargetOf(ReadOnlySpan<float> action) => world.TargetOf(action);

        public void Observe(Span<float> observation) => world.Observe(observation);

        public void SaveState(Span<double> state) => world.SaveState(state);

        public void RestoreState(ReadOnlySpan<double> state) => world.RestoreState(state);
    }
}
