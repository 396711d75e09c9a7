using IntervenGen.Learning.Triggers;
using IntervenGen.Numerics;

namespace IntervenGen.Learning.Tests.Triggers;

/// <summary>Scores against the slow, obvious form of each.</summary>
public sealed class ScoreTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(333)]
    public void A_distance_is_that_to_the_fifth_of_all_states_sorted(int count)
    {
        const int Features = 3;
        var random = new CounterRandom(1, (ulong)count, 0);
        float[] states = [.. Enumerable.Range(0, count * Features).Select(_ => (float)random.NextGaussian())];
        TriggerScorePass pass = new DistanceScore(states, Features).CreatePass();
        for (int trial = 0; trial < 20; trial++)
        {
            float[] here = [(float)random.NextGaussian(), (float)random.NextGaussian(), (float)random.NextGaussian()];
            double[] all = [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, Features)
                .Sum(f => Math.Pow(states[(i * Features) + f] - here[f], 2))).Order()];
            Assert.Equal(Math.Sqrt(all[DistanceScore.Neighbours - 1] / Features), pass.Of(here, []), 5);
        }
    }

    [Fact]
    public void Novelty_is_the_variance_of_the_policies_averaged_over_the_action()
    {
        Perceptron[] networks = [.. Enumerable.Range(0, 5).Select(Drawn)];
        TriggerScorePass pass = new NoveltyScore(networks).CreatePass();
        float[] here = [0.3f, -1.2f];
        double expected = 0;
        for (int component = 0; component < 2; component++)
        {
            double[] actions = [.. networks.Select(network => Math.Tanh(new PerceptronPass(16, 2).Evaluate(network, here)[component]))];
            expected += actions.Sum(action => Math.Pow(action - actions.Average(), 2)) / actions.Length / 2;
        }

        Assert.Equal(expected, pass.Of(here, []), 6);
        Assert.True(expected > 0);
    }

    [Fact]
    public void The_goal_of_a_step_is_the_smaller_estimate_of_the_next() =>
        Assert.Equal(0.9999f * 0.25f, RiskFit.Goal(0, isEnd: false, 0.25f, 0.75f), 7);

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void The_goal_of_a_last_step_is_its_reward(float reward) => Assert.Equal(reward, RiskFit.Goal(reward, isEnd: true, 0.5f, 0.5f));

    [Fact]
    public void A_change_is_that_since_five_steps_ago()
    {
        var history = new TriggerHistory(1);
        var features = new float[2];
        float[] changes = [.. Enumerable.Range(0, 9).Select(step =>
        {
            history.Add([step * step], features);
            return features[1];
        })];
        // Before that, since the stretch began.
        Assert.Equal([0, 1, 4, 9, 16, 25, 35, 45, 55], changes);
    }

    private static Perceptron Drawn(int index)
    {
        var network = new Perceptron(2, 16, 2);
        var random = new CounterRandom(3, (ulong)index, 0);
        network.Draw(ref random);
        return network;
    }
}
