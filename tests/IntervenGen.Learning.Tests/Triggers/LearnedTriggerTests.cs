using IntervenGen.Learning.Triggers;

namespace IntervenGen.Learning.Tests.Triggers;

public sealed class LearnedTriggerTests
{
    private static readonly float[] s_action = [-0.5f, 0];

    public static TheoryData<LearnedTriggerKind> Kinds => [.. Enum.GetValues<LearnedTriggerKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Judging_allocates_nothing(LearnedTriggerKind kind)
    {
        LearnedTrigger trigger = TriggerFitTests.Fit(kind).Create();
        float[] observation = [3, 0, 0];
        for (int step = 0; step < 100; step++)
            trigger.Judge(observation, s_action);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 1000; step++)
        {
            trigger.Judge(observation, s_action);
            trigger.GivesBack(observation, s_action, s_action);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void It_fires_once_it_is_stuck_and_until_the_policy_acts_again()
    {
        LearnedTrigger trigger = TriggerFitTests.Fit(LearnedTriggerKind.Classifier).Create();
        trigger.Begin();
        Assert.DoesNotContain(true, Enumerable.Range(0, 15).Select(step => Fires(trigger, SlideAttempts.Steps - step)));
        Assert.Contains(true, Enumerable.Range(0, 15).Select(_ => Fires(trigger, 25)));
        Assert.True(Fires(trigger, 24));
        trigger.Begin();
        Assert.False(Fires(trigger, SlideAttempts.Steps));
    }

    [Fact]
    public void A_robot_is_given_back_where_it_would_do_the_same_and_is_safe()
    {
        LearnedTrigger trigger = TriggerFitTests.Fit(LearnedTriggerKind.Thrifty).Create();
        trigger.Begin();
        for (int step = 0; step < 30; step++)
            Fires(trigger, step < 20 ? SlideAttempts.Steps - step : 20);
        Assert.True(Fires(trigger, 20));
        bool[] offers = [.. Enumerable.Range(0, 20).Select(step => trigger.GivesBack([20f - step, 0, 0], s_action, s_action))];
        Assert.Contains(true, offers);
        Assert.False(trigger.GivesBack([1, 0, 0], s_action, [1, 1]));
    }

    private static bool Fires(LearnedTrigger trigger, float height) => trigger.Judge([height, 0, 0], s_action);
}
