using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning.Tests.Cpu;

public sealed class CpuUpdateTests
{
    private const int Batch = 6, Steps = 3;

    private readonly float[] _observations = Twin.Observations(Twin.Small, Batch, Steps);
    private readonly float[] _actions = Twin.Actions(Twin.Small, Batch, Steps);

    [Fact]
    public void Adams_first_step_has_its_closed_form()
    {
        using var twin = new Twin(Twin.Small);
        float[] before = Flat(twin, NetworkSlot.Value);
        twin.Own.TrainStep(_observations, _actions, Batch, Steps, 0.01f, 0.5f);
        float[] gradient = Flat(twin, NetworkSlot.Gradient), after = Flat(twin, NetworkSlot.Value);
        float[] first = Flat(twin, NetworkSlot.FirstMoment), second = Flat(twin, NetworkSlot.SecondMoment);
        float[] average = Flat(twin, NetworkSlot.Average);
        for (int i = 0; i < before.Length; i++)
        {
            double g = gradient[i];

            // With zero moments before, the bias corrections leave g / (|g| + epsilon).
            Assert.Equal(before[i] - (0.01 * g / (Math.Abs(g) + 1e-8)), after[i], 1e-6);
            Assert.Equal(0.1 * g, first[i], 1e-6);
            Assert.Equal(0.001 * g * g, second[i], 1e-6);
            Assert.Equal((before[i] + after[i]) / 2, average[i], 1e-6f);
        }

        Assert.Equal(1, twin.Own.Step);
    }

    [Fact]
    public void Later_steps_follow_Adam_written_down_in_double_precision()
    {
        using var twin = new Twin(Twin.Small);
        double[] value = Wide(twin, NetworkSlot.Value), average = Wide(twin, NetworkSlot.Average);
        double[] first = new double[value.Length], second = new double[value.Length];
        for (int step = 1; step <= 20; step++)
        {
            twin.Own.TrainStep(_observations, _actions, Batch, Steps, 1e-3f, 0.9f);
            double[] gradient = Wide(twin, NetworkSlot.Gradient);
            for (int i = 0; i < value.Length; i++)
            {
                first[i] = (0.9 * first[i]) + (0.1 * gradient[i]);
                second[i] = (0.999 * second[i]) + (0.001 * gradient[i] * gradient[i]);
                double rate = 1e-3 / (1 - Math.Pow(0.9, step)), root = Math.Sqrt(1 - Math.Pow(0.999, step));
                value[i] -= rate * first[i] / ((Math.Sqrt(second[i]) / root) + 1e-8);
                average[i] = (0.9 * average[i]) + (0.1 * value[i]);
            }
        }

        // Twenty float32 roundings of numbers below 1.
        Assert.All(value.Zip(Wide(twin, NetworkSlot.Value)), pair => Assert.Equal(pair.First, pair.Second, 2e-6));
        Assert.All(average.Zip(Wide(twin, NetworkSlot.Average)), pair => Assert.Equal(pair.First, pair.Second, 2e-6));
    }

    [Fact]
    public void Without_a_decay_the_average_stays()
    {
        using var twin = new Twin(Twin.Small);
        float[] average = Flat(twin, NetworkSlot.Average);
        twin.Own.TrainStep(_observations, _actions, Batch, Steps, 1e-3f, 0);
        Assert.Equal(average, Flat(twin, NetworkSlot.Average));
        Assert.NotEqual(average, Flat(twin, NetworkSlot.Value));
    }

    [Fact]
    public void A_run_stays_near_libtorchs()
    {
        using var twin = new Twin(Twin.Small with { Hidden = 33 });
        double own = 0, torch = 0;
        for (int step = 0; step < 50; step++)
        {
            own = twin.Own.TrainStep(_observations, _actions, Batch, Steps, 1e-3f, 0.9f);
            torch = twin.Torch.TrainStep(_observations, _actions, Batch, Steps, 1e-3f, 0.9f);
        }

        // Roundings of fifty updates, of weights near 0.1.
        Assert.Equal(torch, own, 1e-3);
        Assert.All(
            twin.Torch.Flat(NetworkSlot.Average).Zip(Flat(twin, NetworkSlot.Average)), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Fact]
    public void Rates_and_decays_out_of_range_are_refused()
    {
        using var twin = new Twin(Twin.Small);
        Assert.Throws<ArgumentOutOfRangeException>(() => twin.Own.TrainStep(_observations, _actions, Batch, Steps, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => twin.Own.TrainStep(_observations, _actions, Batch, Steps, float.NaN, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => twin.Own.TrainStep(_observations, _actions, Batch, Steps, 1, 1));
        Assert.Equal(0, twin.Own.Step);
    }

    private static float[] Flat(Twin twin, NetworkSlot slot) => [.. NetworkArrays.CopyOut(twin.Own, slot).SelectMany(values => values)];

    private static double[] Wide(Twin twin, NetworkSlot slot) => Array.ConvertAll(Flat(twin, slot), value => (double)value);
}
