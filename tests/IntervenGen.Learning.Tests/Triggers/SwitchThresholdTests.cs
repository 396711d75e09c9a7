using IntervenGen.Learning.Triggers;
using IntervenGen.Numerics;

namespace IntervenGen.Learning.Tests.Triggers;

public sealed class SwitchThresholdTests
{
    // sorted[int(fraction · n)], as ThriftyDAgger's code has it.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 3)]
    [InlineData(0.99, 5)]
    [InlineData(1, 5)]
    public void A_quantile_is_not_interpolated(double fraction, double expected) =>
        Assert.Equal(expected, SwitchThresholds.Quantile([5, 1, 4, 2, 3], fraction));

    [Fact]
    public void A_conformal_threshold_lets_through_what_it_promises()
    {
        var random = new CounterRandom(1, 0, 0);
        int above = 0;
        const int Trials = 4000;
        for (int trial = 0; trial < Trials; trial++)
        {
            double[] seen = [.. Enumerable.Range(0, 49).Select(_ => random.NextGaussian())];
            above += random.NextGaussian() > SwitchThresholds.Conformal(seen, 0.1) ? 1 : 0;
        }

        // With 49 numbers the promise is exact: one in ten, and the band is three deviations of the trials.
        Assert.InRange(above, (0.1 * Trials) - 57, (0.1 * Trials) + 57);
    }

    [Fact]
    public void Too_few_numbers_for_a_promise_give_the_largest() =>
        Assert.Equal(3, SwitchThresholds.Conformal([1, 3, 2], 0.05));

    [Fact]
    public void A_budget_is_kept_and_not_left_unused()
    {
        var random = new CounterRandom(2, 0, 0);
        double[][] stretches = [.. Enumerable.Range(0, 200).Select(_ =>
            Enumerable.Range(0, 50).Select(_ => random.NextDouble()).ToArray())];
        double threshold = SwitchThresholds.OfBudget(stretches, 0.01);
        Assert.InRange(SwitchThresholds.Rate(stretches, threshold), 0.008, 0.01);
        // By hand: each stretch goes on to its first score above.
        int[] driven = [.. stretches.Select(one => Array.FindIndex(one, score => score > threshold))];
        double switches = driven.Count(first => first >= 0), steps = driven.Sum(first => first < 0 ? 50 : first + 1);
        Assert.Equal(switches / steps, SwitchThresholds.Rate(stretches, threshold), 12);
    }

    [Fact]
    public void Without_a_score_nothing_fires() => Assert.Equal(double.MaxValue, SwitchThresholds.OfBudget([[]], 0.01));
}
