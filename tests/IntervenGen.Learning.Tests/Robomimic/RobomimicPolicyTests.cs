using IntervenGen.Core;
using IntervenGen.Learning.Plain;
using IntervenGen.Learning.Policies;
using IntervenGen.Learning.Robomimic;

namespace IntervenGen.Learning.Tests.Robomimic;

/// <summary>robomimic's checkpoints as policies.</summary>
public sealed class RobomimicPolicyTests
{
    public static TheoryData<string> Names => [.. Fixture.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_policy_does_what_its_checkpoint_says_in_double_precision(string name)
    {
        float[][] expected = Fixture.Expected(name), actions = Fixture.Actions(Fixture.PathOf(name));
        Assert.Equal(23, expected.Length);
        // Single precision with sums of some ten numbers.
        Assert.All(actions.Zip(expected), step => Assert.All(step.First.Zip(step.Second), pair => Assert.Equal(pair.Second, pair.First, 2e-6f)));
        Assert.Contains(actions.Zip(actions.Skip(1)), pair => !pair.First.SequenceEqual(pair.Second));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_episodes_actions_do_not_depend_on_the_rows_beside_it(string name)
    {
        string path = Fixture.PathOf(name);
        float[][] alone = Fixture.Actions(path, greedy: false);
        Assert.Equal(alone, Fixture.Actions(path, row: 3, others: [5, 0, 4], greedy: false));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sessions_allocate_nothing(string name)
    {
        using LoadedPolicy policy = PolicyFormats.Open(Fixture.PathOf(name), Fixture.Spec);
        using IPolicySession session = policy.Policy.CreateSession(4);
        for (int row = 0; row < 4; row++)
            session.Begin(row, new EpisodeKey(1, SceneSplit.Source, row, false));
        Infer(200);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Infer(300);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Infer(int count)
        {
            for (int i = 0; i < count; i++)
                session.Infer([0, 3, 1, 2]);
        }
    }

    [Fact]
    public void The_own_recipe_runs_on_the_own_kernels()
    {
        using LoadedPolicy own = PolicyFormats.Open(Fixture.PathOf("rnn-gmm-0.4"), Fixture.Spec);
        using LoadedPolicy other = PolicyFormats.Open(Fixture.PathOf("rnn-mlp-gmm-0.5"), Fixture.Spec);
        Assert.IsType<RecurrentPolicy>(own.Policy);
        Assert.IsType<PlainPolicy>(other.Policy);
        Assert.Equal("robomimic", own.Facts.Format);
        Assert.Null(own.Facts.Task);
        Assert.NotEqual(own.Facts.Digest, other.Facts.Digest);
        Assert.Equal(own.Facts, PolicyFormats.Inspect(Fixture.PathOf("rnn-gmm-0.4")));
    }

    [Fact]
    public void Both_networks_agree_where_both_can_be_used()
    {
        RobomimicCheckpoint checkpoint = RobomimicCheckpoint.Load(Fixture.PathOf("rnn-gmm-0.4"));
        // An action scale of 1 in a way that the kernels do not know of.
        var plain = checkpoint with { Action = new AffineAction([1, 1, 1], [0, 0, 0]) };
        Assert.True(RobomimicPolicies.IsOwn(checkpoint));
        Assert.False(RobomimicPolicies.IsOwn(plain));
        float[] a = Noisy(checkpoint), b = Noisy(plain);
        Assert.All(a.Zip(b), pair => Assert.Equal(pair.First, pair.Second, 2e-6f));
    }

    [Fact]
    public void A_deviation_of_the_network_is_drawn_where_low_noise_is_off()
    {
        RobomimicCheckpoint checkpoint = RobomimicCheckpoint.Load(Fixture.PathOf("rnn-gmm-0.4"));
        RobomimicCheckpoint noisy = checkpoint with { Settings = checkpoint.Settings with { LowNoise = false } };
        Assert.NotEqual(checkpoint.Digest, noisy.Digest);
        float[] quiet = Noisy(checkpoint), loud = Noisy(noisy);
        Assert.True(quiet.Zip(loud).Average(pair => Math.Abs(pair.First - pair.Second)) > 0.1);
    }

    [Fact]
    public void Every_difference_to_the_task_is_named_at_once()
    {
        TaskSpec spec = Fixture.Spec with
        {
            Observations = [new ObservationField("object", 14), new ObservationField("robot0_eef_pos", 3)],
            ActionSize = 7,
            ControlPeriod = 0.1,
        };
        FaultsException exception = Assert.Throws<FaultsException>(() => PolicyFormats.Open(Fixture.PathOf("mlp"), spec));
        Assert.Equal(
            [
                "it observes 'object' with 4 numbers, the task has 14",
                "it observes 'robot0_gripper_qpos' (2 numbers), which the task does not have",
                "it acts with 3 numbers, the task takes 7",
                "it acts 20 times a second, the task 10 times",
            ],
            exception.Faults);
        Assert.EndsWith("mlp.pth' cannot be used on task 'fixture', which has object (14), robot0_eef_pos (3)", exception.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_network_is_not_evaluated_by_libtorch()
    {
        var options = new RecurrentPolicyOptions { BatchedTorch = true };
        string message = Assert.Throws<UsageException>(() => PolicyFormats.Open(Fixture.PathOf("mlp"), Fixture.Spec, options)).Message;
        Assert.Contains("use --inference Kernel", message, StringComparison.Ordinal);
    }

    private static float[] Noisy(RobomimicCheckpoint checkpoint)
    {
        using IBatchPolicy policy = RobomimicPolicies.Create(checkpoint, Fixture.Spec, new RecurrentPolicyOptions());
        using IPolicySession session = policy.CreateSession(1);
        session.Begin(0, new EpisodeKey(5, SceneSplit.Source, 2, false));
        var actions = new List<float>();
        for (uint step = 0; step < 30; step++)
        {
            Make.Noise(Fixture.Spec.ObservationSize, step).CopyTo(session.Observation(0));
            session.Infer([0]);
            actions.AddRange(session.Action(0));
        }

        return [.. actions];
    }
}
