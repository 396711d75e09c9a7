using IntervenGen.Tasks.Operators;
using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Tasks.Tests;

/// <summary>How long a scripted operator takes from seeing a mistake to taking over.</summary>
public sealed class ReactionTests
{
    private readonly IOperator _operator = TaskCatalog.Find("nut-insertion").CreateOperator();
    private readonly Revealing _world = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void An_operator_takes_over_after_the_reaction_of_the_episode(long attempt)
    {
        EpisodeKey key = Key(attempt);
        _operator.Begin(_world, key);
        _world.IsRevealed = true;
        Assert.Equal(ReactionOf(key), StepsUntilControl());
    }

    [Fact]
    public void An_operator_who_sees_no_mistake_leaves_the_lane_alone()
    {
        _operator.Begin(_world, Key(0));
        for (int step = 0; step < 200; step++)
            Assert.False(_operator.WantsControl(_world));
    }

    [Fact]
    public void Time_before_the_mistake_is_no_time_to_react()
    {
        EpisodeKey key = Key(0);
        _operator.Begin(_world, key);
        for (int step = 0; step < 200; step++)
            _operator.WantsControl(_world);
        _world.IsRevealed = true;
        Assert.Equal(ReactionOf(key), StepsUntilControl());
    }

    [Fact]
    public void An_operator_reacts_anew_in_every_episode()
    {
        _world.IsRevealed = true;
        _operator.Begin(_world, Key(0));
        StepsUntilControl();
        _operator.Begin(_world, Key(1));
        Assert.Equal(ReactionOf(Key(1)), StepsUntilControl());
    }

    [Fact]
    public void Reactions_fill_their_range()
    {
        int[] reactions = [.. Enumerable.Range(0, 2000).Select(attempt => ReactionOf(Key(attempt)))];
        Assert.Equal(Enumerable.Range(4, 9), reactions.Distinct().Order());
    }

    private static EpisodeKey Key(long attempt) => new(3, SceneSplit.Source, attempt, true);

    private static int ReactionOf(EpisodeKey key)
    {
        CounterRandom random = key.Stream(RandomPurpose.Operator);
        return HumanTraits.Sample(ref random).ReactionSteps;
    }

    private int StepsUntilControl()
    {
        for (int step = 0; step < 100; step++)
        {
            if (_operator.WantsControl(_world))
                return step;
        }

        throw new InvalidOperationException("the operator never took over");
    }

    /// <summary>A world of which an operator sees one thing: whether there is a mistake.</summary>
    private sealed class Revealing : IEnvironment
    {
        public TaskSpec Spec => throw new NotSupportedException();

        public Pose WorldFromEef => Pose.Identity;

        public (double First, double Second) Fingers => (0, 0);

        public bool TriggerContact => false;

        public Vec3 TriggerPosition => Vec3.Zero;

        public bool IsRevealed { get; set; }

        public bool IsSuccess => false;

        public bool HasDiverged => false;

        public bool IsRecoverable => true;

        public Pose TruePose(int obj) => Pose.Identity;

        public Pose BelievedPose(int obj) => Pose.Identity;

        public void Observe(Span<float> observation) => throw new NotSupportedException();

        public Pose TargetOf(ReadOnlySpan<float> action) => throw new NotSupportedException();

        public void SaveState(Span<double> state) => throw new NotSupportedException();

        public void Reset(in EpisodeKey key) => throw new NotSupportedException();

        public void Step(ReadOnlySpan<float> action) => throw new NotSupportedException();

        public void Believe(int obj, in Pose worldFromObject) => throw new NotSupportedException();

        public bool IsSubtaskDone(int subtask) => false;

        public void ActionToward(in Pose worldFromTarget, float gripper, Span<float> action) => throw new NotSupportedException();

        public void RestoreState(ReadOnlySpan<double> state) => throw new NotSupportedException();
    }
}
