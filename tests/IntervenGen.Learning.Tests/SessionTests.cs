using IntervenGen.Core;

namespace IntervenGen.Learning.Tests;

public sealed class SessionTests
{
    [Theory]
    [InlineData(false, 16)]
    [InlineData(true, 16)]
    [InlineData(true, 37)]
    [InlineData(true, 128)]
    [InlineData(true, 400)]
    public void An_episodes_actions_do_not_depend_on_the_rows_beside_it(bool torch, int hidden)
    {
        Checkpoint checkpoint = Make.Checkpoint(Make.Config with { Hidden = hidden });
        using var policy = new RecurrentPolicy(checkpoint, new RecurrentPolicyOptions { BatchedTorch = torch });
        float[] alone = Make.Roll(policy, rows: 8, row: 5, others: []);
        Assert.Equal(alone, Make.Roll(policy, rows: 8, row: 5, others: [0, 7, 3]));
        Assert.Equal(alone, Make.Roll(policy, rows: 1, row: 0, others: []));
        Assert.Equal(alone, Make.Roll(policy, rows: 40, row: 31, others: [.. Enumerable.Range(0, 30)]));
        Assert.Equal(alone, Make.Roll(policy, rows: 150, row: 149, others: [.. Enumerable.Range(0, 80)]));
    }

    [Fact]
    public void The_batched_session_agrees_with_the_kernel()
    {
        Checkpoint checkpoint = Make.Checkpoint();
        using var kernel = new RecurrentPolicy(checkpoint);
        using var torch = new RecurrentPolicy(checkpoint, new RecurrentPolicyOptions { BatchedTorch = true });
        float[] a = Make.Roll(kernel, 3, 1, [0]), b = Make.Roll(torch, 3, 1, [0]);
        Assert.All(a.Zip(b), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void The_memory_is_forgotten_every_sequence_length_and_at_the_beginning()
    {
        using var policy = new RecurrentPolicy(Make.Checkpoint(), new RecurrentPolicyOptions { Greedy = true });
        using IPolicySession session = policy.CreateSession(1);
        session.Begin(0, Key(1));
        float[] fixedObservation = Make.Noise(4, 20);
        var actions = new List<float[]>();
        for (int step = 0; step < 13; step++)
        {
            fixedObservation.CopyTo(session.Observation(0));
            session.Infer([0]);
            actions.Add(session.Action(0).ToArray());
        }

        Assert.Equal(6, Make.Config.SequenceLength);
        Assert.Equal(actions[0], actions[6]);
        Assert.Equal(actions[1], actions[7]);
        Assert.Equal(actions[0], actions[12]);
        Assert.NotEqual(actions[0], actions[1]);
        session.Begin(0, Key(2));
        fixedObservation.CopyTo(session.Observation(0));
        session.Infer([0]);
        Assert.Equal(actions[0], session.Action(0).ToArray());
    }

    [Fact]
    public void Sampling_follows_the_mixture_weights_and_the_key()
    {
        Checkpoint checkpoint = Make.Checkpoint();
        using var policy = new RecurrentPolicy(checkpoint);
        using IPolicySession session = policy.CreateSession(1);
        var first = new List<float>();
        for (long attempt = 0; attempt < 200; attempt++)
        {
            session.Begin(0, Key(attempt));
            session.Observation(0).Clear();
            session.Infer([0]);
            Assert.InRange(session.Action(0)[0], -1f, 1f);
            first.Add(session.Action(0)[0]);
        }

        // Three modes, told apart by far more than the noise of 1e-4: all are visited, none always.
        int clusters = first.Select(value => (int)Math.Round(value / 0.002)).Distinct().Count();
        Assert.InRange(clusters, 2, 6);
        session.Begin(0, Key(0));
        session.Observation(0).Clear();
        session.Infer([0]);
        Assert.Equal(first[0], session.Action(0)[0]);
    }

    [Fact]
    public void Inference_by_the_kernels_allocates_nothing()
    {
        using var policy = new RecurrentPolicy(Make.Checkpoint());
        using IPolicySession session = policy.CreateSession(4);
        int[] rows = [0, 2, 3];
        foreach (int row in rows)
            session.Begin(row, Key(row));
        Infer(session, rows, 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Infer(session, rows, 1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_row_that_was_never_begun_is_refused()
    {
        using var policy = new RecurrentPolicy(Make.Checkpoint());
        using IPolicySession session = policy.CreateSession(2);
        session.Begin(0, Key(0));
        Assert.Throws<InvalidOperationException>(() => session.Infer([0, 1]));
    }

    private static void Infer(IPolicySession session, int[] rows, int count)
    {
        for (int i = 0; i < count; i++)
        {
            foreach (int row in rows)
                session.Observation(row)[0] = i;
            session.Infer(rows);
        }
    }

    private static EpisodeKey Key(long attempt) => new(1, SceneSplit.Evaluation, attempt, true);
}
