using IntervenGen.Core;

namespace IntervenGen.Generation.Tests;

public sealed class TriggerTests
{
    private static readonly GenerationOptions s_still = new() { ActionNoise = 0, ReactionLimit = 0 };

    [Fact]
    public void A_trigger_of_ones_own_ends_policy_execution()
    {
        MemoryStore store = Run(new FiringAt(7), new PointWorld());
        Assert.Equal((AttemptReason.Kept, 7), (store.Attempts[0].Reason, store.Attempts[0].MistakeSteps));
        Assert.Equal((StepMode.Policy, 7), PointRun.Stretches(store.Read(0))[0]);
    }

    [Fact]
    public void A_trigger_is_asked_once_before_every_step_of_the_policy()
    {
        var trigger = new FiringAt(7);
        Run(trigger, new PointWorld());
        Assert.Equal(8, trigger.Asked.Count);
    }

    [Fact]
    public void A_trigger_begins_anew_with_every_attempt()
    {
        var trigger = new FiringAt(7);
        MemoryStore store = Run(trigger, new PointWorld(), attempts: 3);
        Assert.Equal(3, trigger.Begun);
        Assert.Equal(3, store.Attempts.Count);
        Assert.All(store.Attempts, attempt => Assert.Equal(7, attempt.MistakeSteps));
    }

    [Fact]
    public void A_trigger_is_told_whether_a_recovery_has_answered_it()
    {
        var trigger = new FiringAt(7);
        Run(trigger, new PointWorld(succeeds: false));
        Assert.DoesNotContain(true, trigger.Asked.Take(8));
        Assert.NotEmpty(trigger.Asked.Skip(8));
        Assert.DoesNotContain(false, trigger.Asked.Skip(8));
    }

    [Fact]
    public void A_recovery_whose_truth_was_never_revealed_is_not_kept()
    {
        MemoryStore store = Run(new FiringAt(7), new PointWorld(reveals: false));
        Assert.Equal((EpisodeEnd.Success, AttemptReason.NoTrigger), (store.Attempts[0].End, store.Attempts[0].Reason));
    }

    [Fact]
    public void A_contact_that_is_over_fires_until_a_recovery_answers_it()
    {
        var world = new PointWorld();
        world.Reset(PointRun.Wrong);
        var trigger = new ContactTrigger();
        Assert.False(trigger.Fires(world, answered: false));
        var action = new float[7];
        for (int step = 0; step < 50 && !world.IsRevealed; step++)
        {
            world.ActionToward(world.BelievedPose(0), 0, action);
            world.Step(action);
        }

        Assert.True(world.IsRevealed);
        Assert.False(world.TriggerContact);
        Assert.True(trigger.Fires(world, answered: false));
        Assert.False(trigger.Fires(world, answered: true));
    }

    [Fact]
    public void A_turn_of_the_policy_is_over_after_its_steps()
    {
        var turn = new PolicyTurn(3, 5);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => turn.TryStep(fires: false)));
    }

    [Fact]
    public void A_turn_of_the_policy_goes_on_for_a_moment_after_its_trigger()
    {
        var turn = new PolicyTurn(100, 2);
        Assert.True(turn.TryStep(fires: false));
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => turn.TryStep(fires: true)));
    }

    [Fact]
    public void A_turn_of_the_policy_uses_up_its_moment_only_while_the_trigger_fires()
    {
        var turn = new PolicyTurn(100, 1);
        Assert.True(turn.TryStep(fires: true));
        Assert.True(turn.TryStep(fires: false));
        Assert.False(turn.TryStep(fires: true));
    }

    private static MemoryStore Run(ITrigger trigger, PointWorld world, int attempts = 1) => PointRun.Run(
        new ReplayedRecoveryProgram(PointRun.Recoveries(), s_still, trigger), new RunLimits(int.MaxValue, attempts, 2000), world,
        new BelievingPolicy());
}

/// <summary>Fires once in an attempt, before a given step of the policy, and remembers what it was asked.</summary>
internal sealed class FiringAt(int step) : ITrigger
{
    private int _steps;

    /// <summary>What every question said of a recovery.</summary>
    public List<bool> Asked { get; } = [];

    public int Begun { get; private set; }

    public void Begin(IEnvironment environment, in EpisodeKey key)
    {
        Begun++;
        _steps = 0;
    }

    public bool Fires(IEnvironment environment, bool answered)
    {
        Asked.Add(answered);
        return _steps++ == step;
    }
}
