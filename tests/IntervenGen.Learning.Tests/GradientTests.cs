using IntervenGen.Interop.Torch;

namespace IntervenGen.Learning.Tests;

public sealed class GradientTests
{
    private const int Batch = 3, Steps = 4;

    private readonly float[] _observations = Make.Noise(Batch * Steps * 5, 1, 2);
    private readonly float[] _actions = Make.Noise(Batch * Steps * 3, 2);

    [Theory]
    [InlineData(TorchMethod.Fused)]
    [InlineData(TorchMethod.Torch)]
    public void The_loss_is_that_of_the_slow_network(TorchMethod method)
    {
        using var policy = new TorchPolicy(Make.Small);
        double expected = new SlowNetwork(policy).Loss(_observations, _actions, Batch, Steps);

        // 60 float32 roundings per sum, on a loss near 4.
        Assert.Equal(expected, policy.Loss(_observations, _actions, Batch, Steps, method), 1e-5);
    }

    [Fact]
    public void The_gradient_is_the_finite_difference_of_the_slow_loss_for_every_parameter()
    {
        using var policy = new TorchPolicy(Make.Small);
        policy.Gradient(_observations, _actions, Batch, Steps);
        float[][] gradient = policy.CopyOut(TorchSlot.Gradient);
        var slow = new SlowNetwork(policy);
        const double step = 1e-5;
        for (int p = 0; p < policy.Parameters.Count; p++)
        {
            for (int i = 0; i < policy.Parameters[p].Count; i += 3)
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
    [MemberData(nameof(Make.InstructionSets), MemberType = typeof(Make))]
    public void The_fused_gradient_is_libtorchs_on_every_instruction_set(TorchInstructionSet set)
    {
        // 37 and 26 are multiples of no vector width, 41 rows of no block.
        TorchPolicyConfig config = Make.Small with { ObservationSize = 26, ActionSize = 7, Hidden = 37, Layers = 3, InstructionSet = set };
        float[] observations = Make.Noise(41 * 10 * 26, 3, 3), actions = Make.Noise(41 * 10 * 7, 4);
        using var policy = new TorchPolicy(config);
        double expected = policy.Gradient(observations, actions, 41, 10, TorchMethod.Torch);
        float[] reference = policy.Flat(TorchSlot.Gradient);
        double loss = policy.Gradient(observations, actions, 41, 10, TorchMethod.Fused);
        float[] fused = policy.Flat(TorchSlot.Gradient);

        Assert.Equal(expected, loss, 1e-4);
        double largest = reference.Max(Math.Abs), difference = reference.Zip(fused, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(difference < 1e-5 * Math.Max(1, largest), $"differs by {difference}; the largest is {largest}");
    }

    [Fact]
    public void The_gradient_of_single_steps_leaves_recurrent_weights_alone()
    {
        using var policy = new TorchPolicy(Make.Small);
        policy.Gradient(_observations, _actions, Batch * Steps, 1, TorchMethod.Torch);
        float[] reference = policy.Flat(TorchSlot.Gradient);
        policy.Gradient(_observations, _actions, Batch * Steps, 1);
        Assert.All(policy.CopyOut(TorchSlot.Gradient)[1], value => Assert.Equal(0, value));
        Assert.All(reference.Zip(policy.Flat(TorchSlot.Gradient)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Theory]
    [InlineData(40f)]
    [InlineData(-40f)]
    public void Extreme_scales_give_libtorchs_loss_and_gradient(float bias)
    {
        // softplus must neither overflow nor lose its small values to rounding.
        using var policy = new TorchPolicy(Make.Small);
        int scale = policy.Parameters.ToList().FindIndex(parameter => parameter.Name == "scale.bias");
        var values = new float[policy.Parameters[scale].Count];
        Array.Fill(values, bias);
        policy.CopyIn(TorchSlot.Value, scale, values);
        double expected = policy.Gradient(_observations, _actions, Batch, Steps, TorchMethod.Torch);
        float[] reference = policy.Flat(TorchSlot.Gradient);
        double loss = policy.Gradient(_observations, _actions, Batch, Steps);

        Assert.Equal(1, loss / expected, 1e-4);
        float largest = reference.Max(Math.Abs);
        Assert.All(reference.Zip(policy.Flat(TorchSlot.Gradient)), pair => Assert.Equal(pair.First / largest, pair.Second / largest, 1e-4f));
    }

    [Fact]
    public void Adams_first_step_has_its_closed_form()
    {
        using var policy = new TorchPolicy(Make.Small);
        float[] before = policy.Flat(TorchSlot.Value);
        policy.TrainStep(_observations, _actions, Batch, Steps, 0.01f, 0.5f);
        float[] gradient = policy.Flat(TorchSlot.Gradient), after = policy.Flat(TorchSlot.Value);
        float[] first = policy.Flat(TorchSlot.FirstMoment), second = policy.Flat(TorchSlot.SecondMoment);
        float[] average = policy.Flat(TorchSlot.Average);
        for (int i = 0; i < before.Length; i++)
        {
            double g = gradient[i];

            // With zero moments before, the bias corrections leave g / (|g| + epsilon).
            Assert.Equal(before[i] - (0.01 * g / (Math.Abs(g) + 1e-8)), after[i], 1e-6);
            Assert.Equal(0.1 * g, first[i], 1e-6);
            Assert.Equal(0.001 * g * g, second[i], 1e-6);
            Assert.Equal((before[i] + after[i]) / 2, average[i], 1e-6f);
        }

        Assert.Equal(1, policy.Step);
    }

    [Fact]
    public void A_gradient_step_gives_the_same_bits_with_any_number_of_threads()
    {
        float[]? expected = null;
        foreach (int threads in (int[])[1, 2, 3, 7])
        {
            using var policy = new TorchPolicy(Make.Small with { Hidden = 37, Threads = threads });
            for (int i = 0; i < 3; i++)
                policy.TrainStep(_observations, _actions, Batch, Steps, 1e-3f, 0.9f);
            float[] values = policy.Flat(TorchSlot.Average);
            Assert.Equal(expected ??= values, values);
        }
    }

    [Fact]
    public void The_default_weights_are_uniform_within_the_bounds_of_PyTorch()
    {
        using var policy = new TorchPolicy(Make.Small with { Hidden = 64 });
        float[] values = policy.Flat(TorchSlot.Value);
        Assert.InRange(values.Max(), 0.1249f, 0.125f);
        Assert.InRange(values.Min(), -0.125f, -0.1249f);
        Assert.InRange(values.Average(), -0.002, 0.002);
    }

    [Fact]
    public void The_robomimic_network_has_the_published_number_of_parameters()
    {
        using var policy = new TorchPolicy(Make.Small with { ObservationSize = 23, ActionSize = 7, Hidden = 400, Modes = 5 });
        Assert.Equal(1_993_275, policy.Parameters.Sum(parameter => parameter.Count));
    }
}
