using IntervenGen.Learning.Cpu;
using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning.Tests.Cpu;

public sealed class CpuGradientTests
{
    private const int Batch = 3, Steps = 4;

    private static readonly NetworkShape s_small = Twin.Small;

    private readonly float[] _observations = Twin.Observations(s_small, Batch, Steps);
    private readonly float[] _actions = Twin.Actions(s_small, Batch, Steps);

    /// <summary>Observation, action, hidden, layers, modes, batch, steps.</summary>
    public static TheoryData<int, int, int, int, int, int, int> Sizes => new()
    {
        { 5, 3, 7, 2, 4, 3, 4 },
        { 26, 7, 33, 3, 5, 41, 10 },
        { 26, 7, 400, 2, 5, 5, 3 },
        { 26, 7, 128, 2, 5, 100, 10 },
        { 1, 1, 1, 1, 1, 1, 1 },
        { 9, 2, 16, 1, 64, 7, 1 },
        { 3, 4, 17, 2, 1, 1, 6 },
        { 4, 5, 48, 8, 2, 2, 2 },
        { 40, 6, 15, 2, 3, 50, 2 },
    };

    [Fact]
    public void The_first_weights_are_those_that_a_seed_always_gave()
    {
        using var twin = new Twin(s_small);
        Assert.Equal(twin.Torch.Flat(NetworkSlot.Value), Flat(twin, NetworkSlot.Value));
        Assert.Equal(twin.Torch.Flat(NetworkSlot.Average), Flat(twin, NetworkSlot.Average));
        Assert.Equal(
            twin.Torch.Parameters.Select(parameter => (parameter.Name, parameter.Rows, parameter.Columns)),
            twin.Own.Parameters.Select(parameter => (parameter.Name, parameter.Rows, parameter.Columns)));
    }

    [Fact]
    public void The_loss_is_that_of_the_slow_network()
    {
        using var twin = new Twin(s_small);
        double expected = new SlowNetwork(s_small, twin.Own).Loss(_observations, _actions, Batch, Steps);

        // 60 float32 roundings per sum, on a loss near 4.
        Assert.Equal(expected, twin.Own.Loss(_observations, _actions, Batch, Steps), 1e-5);
    }

    [Fact]
    public void Every_gradient_is_the_finite_difference_of_the_slow_loss()
    {
        using var twin = new Twin(s_small);
        twin.Own.Gradient(_observations, _actions, Batch, Steps);
        float[][] gradient = NetworkArrays.CopyOut(twin.Own, NetworkSlot.Gradient);
        var slow = new SlowNetwork(s_small, twin.Own);
        const double step = 1e-5;
        for (int p = 0; p < gradient.Length; p++)
        {
            for (int i = 0; i < gradient[p].Length; i += 3)
            {
                double value = slow[p][i];
                slow[p][i] = value + step;
                double above = slow.Loss(_observations, _actions, Batch, Steps);
                slow[p][i] = value - step;
                double below = slow.Loss(_observations, _actions, Batch, Steps);
                slow[p][i] = value;
                Assert.Equal((above - below) / (2 * step), gradient[p][i], 2e-5);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Loss_and_gradient_are_libtorchs_at_every_size(int observation, int action, int hidden, int layers, int modes, int batch, int steps)
    {
        var shape = new NetworkShape(observation, action, hidden, layers, modes, 1e-3f);
        float[] observations = Twin.Observations(shape, batch, steps), actions = Twin.Actions(shape, batch, steps);
        using var twin = new Twin(shape, threads: 2);
        double expected = twin.Torch.Gradient(observations, actions, batch, steps);
        float[] reference = twin.Torch.Flat(NetworkSlot.Gradient);
        double loss = twin.Own.Gradient(observations, actions, batch, steps);

        // Relative to the largest: sums of up to a thousand float32 products.
        Assert.Equal(expected, loss, 1e-5 * Math.Max(1, Math.Abs(expected)));
        Assert.Equal(loss, twin.Own.Loss(observations, actions, batch, steps));
        double largest = reference.Max(Math.Abs), difference = reference.Zip(Flat(twin, NetworkSlot.Gradient), (a, b) => Math.Abs(a - b)).Max();
        Assert.True(difference < 1e-5 * Math.Max(1, largest), $"differs by {difference}; the largest is {largest}");
    }

    [Fact]
    public void Single_steps_leave_recurrent_weights_alone()
    {
        using var twin = new Twin(s_small);
        twin.Own.Gradient(_observations, _actions, Batch, Steps);
        Assert.Contains(NetworkArrays.CopyOut(twin.Own, NetworkSlot.Gradient)[1], value => value != 0);
        twin.Own.Gradient(_observations, _actions, Batch * Steps, 1);
        Assert.All(NetworkArrays.CopyOut(twin.Own, NetworkSlot.Gradient)[1], value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(40f)]
    [InlineData(-40f)]
    public void Extreme_scales_give_libtorchs_loss_and_gradient(float bias)
    {
        // softplus must neither overflow nor lose its small values to rounding.
        using var twin = new Twin(s_small);
        int scale = IndexOf(twin, "scale.bias");
        var values = new float[twin.Own.Parameters[scale].Count];
        Array.Fill(values, bias);
        twin.Own.CopyIn(NetworkSlot.Value, scale, values);
        twin.CopyWeights();
        double expected = twin.Torch.Gradient(_observations, _actions, Batch, Steps);
        float[] reference = twin.Torch.Flat(NetworkSlot.Gradient);
        double loss = twin.Own.Gradient(_observations, _actions, Batch, Steps);

        Assert.Equal(1, loss / expected, 1e-4);
        float largest = reference.Max(Math.Abs);
        Assert.All(reference.Zip(Flat(twin, NetworkSlot.Gradient)), pair => Assert.Equal(pair.First / largest, pair.Second / largest, 1e-4f));
    }

    [Fact]
    public void Modes_far_from_every_action_have_no_gradient_and_none_below_normal_numbers()
    {
        using var twin = new Twin(s_small);
        // Narrow modes apart from one another: each row belongs to one of them.
        int scale = IndexOf(twin, "scale.bias"), mean = IndexOf(twin, "mean.bias");
        var narrow = new float[twin.Own.Parameters[scale].Count];
        Array.Fill(narrow, -6f);
        twin.Own.CopyIn(NetworkSlot.Value, scale, narrow);
        twin.Own.CopyIn(NetworkSlot.Value, mean, [.. narrow.Select((_, i) => i < s_small.ActionSize ? 0f : 3f)]);
        twin.Own.Gradient(_observations, _actions, Batch, Steps);
        float[] gradient = Flat(twin, NetworkSlot.Gradient);
        Assert.DoesNotContain(gradient, float.IsSubnormal);
        float[] ofMeans = NetworkArrays.CopyOut(twin.Own, NetworkSlot.Gradient)[mean];
        Assert.All(ofMeans[..s_small.ActionSize], value => Assert.NotEqual(0, value));
        Assert.All(ofMeans[s_small.ActionSize..], value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_number_that_is_none_makes_the_loss_none()
    {
        using var twin = new Twin(s_small);
        _observations[7] = float.NaN;
        Assert.True(double.IsNaN(twin.Own.Loss(_observations, _actions, Batch, Steps)));
    }

    [Fact]
    public void Arrays_of_the_wrong_length_and_sizes_out_of_range_are_refused()
    {
        using var twin = new Twin(s_small);
        Assert.Throws<ArgumentException>(() => twin.Own.Loss(_observations, _actions, Batch, Steps + 1));
        Assert.Throws<ArgumentException>(() => twin.Own.Loss(_observations, _actions.AsSpan(1), Batch, Steps));
        Assert.Throws<ArgumentOutOfRangeException>(() => twin.Own.Loss([], [], 0, 1));
        using var wide = new CpuTrainer(new NetworkShape(1, 1, 1024, 1, 1, 1e-3f), 1);
        Assert.Contains("524287 are possible", Assert.Throws<ArgumentOutOfRangeException>(
            () => wide.Loss(new float[1 << 20], new float[1 << 20], 1 << 20, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => twin.Own.CopyOut(NetworkSlot.Value, 0, new float[1]));
        Assert.Throws<ArgumentException>(() => twin.Own.CopyOut(NetworkSlot.Value, 99, new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Twin(s_small with { Hidden = 1025 }));
    }

    private static int IndexOf(Twin twin, string name) => twin.Own.Parameters.ToList().FindIndex(parameter => parameter.Name == name);

    private static float[] Flat(Twin twin, NetworkSlot slot) => [.. NetworkArrays.CopyOut(twin.Own, slot).SelectMany(values => values)];
}
