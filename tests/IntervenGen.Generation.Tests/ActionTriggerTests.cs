using IntervenGen.Core;

namespace IntervenGen.Generation.Tests;

/// <summary>Triggers that judge what the policy is about to do.</summary>
public sealed class ActionTriggerTests
{
    private static readonly GenerationOptions s_still = new() { ActionNoise = 0, ReactionLimit = 0 };

    [Fact]
    public void An_action_that_a_trigger_fires_on_is_not_carried_out()
    {
        MemoryStore store = Generate(new JudgingFrom(7), new PointWorld());
        Assert.Equal((StepMode.Policy, 7), PointRun.Stretches(store.Read(0))[0]);
        Assert.Equal((AttemptReason.Kept, 7), (store.Attempts[0].Reason, store.Attempts[0].MistakeSteps));
    }

    [Fact]
    public void The_moment_after_a_firing_is_the_policys()
    {
        var program = new ReplayedRecoveryProgram(PointRun.Recoveries(), s_still with { Patience = 3 }, new JudgingFrom(7));
        MemoryStore store = PointRun.Run(program, new RunLimits(int.MaxValue, 1), new PointWorld(), new BelievingPolicy());
        Assert.Equal((StepMode.Policy, 10), PointRun.Stretches(store.Read(0))[0]);
    }

    [Fact]
    public void Once_no_recovery_is_left_a_firing_ends_the_attempt()
    {
        var program = new ReplayedRecoveryProgram(PointRun.Recoveries(), s_still, new JudgingFrom(0));
        MemoryStore store = PointRun.Run(
            program, new RunLimits(int.MaxValue, 1, 2000), new PointWorld(succeeds: false), new BelievingPolicy());
        Assert.Equal(AttemptReason.RecoveryFailed, store.Attempts[0].Reason);
        Assert.True(store.Attempts[0].Steps < 2000);
    }

    [Fact]
    public void An_attempt_whose_truth_was_never_revealed_is_not_kept() => Assert.Equal(
        AttemptReason.NoTrigger, Generate(new JudgingFrom(7), new PointWorld(reveals: false)).Attempts[0].Reason);

    [Fact]
    public void A_robot_that_asks_calls_the_operator_who_drives_to_the_end()
    {
        MemoryStore store = Gated(new JudgingFrom(7));
        Assert.Equal([(StepMode.Policy, 7), (StepMode.Human, store.Read(0).Count - 7)], PointRun.Stretches(store.Read(0)));
        Assert.Equal((AttemptReason.Kept, 7), (store.Attempts[0].Reason, store.Attempts[0].MistakeSteps));
    }

    [Fact]
    public void A_trigger_with_a_rule_for_it_gives_the_robot_back()
    {
        MemoryStore store = Gated(new JudgingFrom(7, givesBackAfter: 5));
        (StepMode Mode, int Count)[] stretches = PointRun.Stretches(store.Read(0));
        Assert.Equal([(StepMode.Policy, 7), (StepMode.Human, 5)], stretches[..2]);
        Assert.Equal(StepMode.Policy, stretches[2].Mode);
    }

    [Fact]
    public void An_operator_is_called_by_the_contact_as_well() =>
        Assert.Equal(StepMode.Human, PointRun.Stretches(Gated(new ContactTrigger()).Read(0))[^1].Mode);

    [Fact]
    public void A_policy_that_never_asks_needed_no_help_or_failed() => Assert.All(
        Gated(new JudgingFrom(int.MaxValue), attempts: 5).Attempts, attempt => Assert.NotEqual(AttemptReason.Kept, attempt.Reason));

    [Fact]
    public void A_robot_that_asks_in_a_rollout_stands_still_for_the_question()
    {
        MemoryStore store = PointRun.Run(
            new RolloutProgram(new JudgingFrom(4)), new RunLimits(int.MaxValue, 1), new PointWorld(), new BelievingPolicy());
        Assert.Equal(4, store.Attempts[0].MistakeSteps);
        Assert.True(store.Read(0).Action(4)[..6].ToArray().All(component => component == 0));
        Assert.Contains(store.Read(0).Action(5)[..6].ToArray(), component => component != 0);
    }

    private static MemoryStore Generate(ITrigger trigger, PointWorld world) => PointRun.Run(
        new ReplayedRecoveryProgram(PointRun.Recoveries(), s_still, trigger), new RunLimits(int.MaxValue, 1), world, new BelievingPolicy());

    private static MemoryStore Gated(ITrigger trigger, int attempts = 1) => PointRun.Run(
        new GatedInterventionProgram(new PointOperator(), trigger), new RunLimits(int.MaxValue, attempts), new PointWorld(), new BelievingPolicy());
}

/// <summary>Fires on the actions of one stretch of the policy from a given one on.</summary>
internal sealed class JudgingFrom(int step, int givesBackAfter = int.MaxValue) : ITrigger
{
    private int _steps, _helped;

    public bool JudgesActions => true;

    public void Begin(IEnvironment environment, in EpisodeKey key) => (_steps, _helped) = (0, 0);

    public bool Fires(IEnvironment environment, bool answered) => false;

    public bool FiresOn(IEnvironment environment, ReadOnlySpan<float> action, bool answered) => _steps++ >= step;

    public bool GivesBack(IEnvironment environment, ReadOnlySpan<float> proposed, ReadOnlySpan<float> chosen)
    {
        if (++_helped < givesBackAfter)
            return false;
        (_steps, _helped) = (0, 0);
        return true;
    }
}
