using IntervenGen.Interop.Torch;

namespace IntervenGen.Learning.Tests;

public sealed class InferenceTests
{
    private const int Rows = 29;

    [Theory]
    [MemberData(nameof(Make.InstructionSets), MemberType = typeof(Make))]
    public void The_kernel_agrees_with_libtorch_step_after_step(TorchInstructionSet set)
    {
        foreach (int hidden in (int[])[7, 37, 128])
        {
            TorchPolicyConfig config = Make.Small with { ObservationSize = 26, ActionSize = 7, Hidden = hidden, InstructionSet = set };
            using var policy = new TorchPolicy(config);
            policy.Pack();
            var kernel = new State(config, Rows);
            float[] torchHidden = new float[kernel.Hidden.Length], torchCell = new float[kernel.Cell.Length];
            float[] means = new float[kernel.Means.Length], logits = new float[kernel.Logits.Length];
            for (uint step = 0; step < 12; step++)
            {
                float[] observations = Make.Noise(Rows * 26, 100 + step, 3);
                policy.InferRows([.. Enumerable.Range(0, Rows)], Rows, observations, kernel.Hidden, kernel.Cell, kernel.Means, kernel.Logits);
                policy.Infer(Rows, observations, torchHidden, torchCell, means, logits);
                Assert.True(Difference(means, kernel.Means) < 1e-5, "means");
                Assert.True(Difference(logits, kernel.Logits) < 1e-5, "logits");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Make.InstructionSets), MemberType = typeof(Make))]
    public void A_row_has_the_same_bits_alone_and_in_every_company(TorchInstructionSet set)
    {
        TorchPolicyConfig config = Make.Small with { Hidden = 37, InstructionSet = set };
        using var policy = new TorchPolicy(config);
        policy.Pack();
        float[] observations = Make.Noise(Rows * 5, 7);
        var alone = new State(config, Rows);
        for (int row = 0; row < Rows; row++)
            alone.Infer(policy, [row], observations);
        for (int count = 1; count <= Rows; count++)
        {
            var together = new State(config, Rows);
            int[] rows = [.. Enumerable.Range(0, Rows).Reverse().Take(count)];
            together.Infer(policy, rows, observations);
            foreach (int row in rows)
            {
                Assert.Equal(alone.MeansOf(row), together.MeansOf(row));
                Assert.Equal(alone.StateOf(row), together.StateOf(row));
            }
        }
    }

    [Fact]
    public void Rows_that_are_not_listed_are_not_touched()
    {
        using var policy = new TorchPolicy(Make.Small);
        policy.Pack();
        var state = new State(Make.Small, 3);
        Array.Fill(state.Hidden, 0.25f);
        Array.Fill(state.Means, 9);
        state.Infer(policy, [1], Make.Noise(15, 8));
        Assert.All(state.StateOf(0).Concat(state.StateOf(2)), value => Assert.Equal(0.25f, value));
        Assert.All(state.MeansOf(0).Concat(state.MeansOf(2)), value => Assert.Equal(9, value));
        Assert.DoesNotContain(9, state.MeansOf(1));
    }

    private static double Difference(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs((double)x - y)).Max();

    private sealed class State(TorchPolicyConfig config, int rows)
    {
        public float[] Hidden { get; } = new float[rows * config.Layers * config.Hidden];

        public float[] Cell { get; } = new float[rows * config.Layers * config.Hidden];

        public float[] Means { get; } = new float[rows * config.Modes * config.ActionSize];

        public float[] Logits { get; } = new float[rows * config.Modes];

        public void Infer(TorchPolicy policy, int[] listed, float[] observations) =>
            policy.InferRows(listed, rows, observations, Hidden, Cell, Means, Logits);

        public float[] MeansOf(int row) => Means.AsSpan(row * config.Modes * config.ActionSize, config.Modes * config.ActionSize).ToArray();

        public float[] StateOf(int row) => Hidden.AsSpan(row * config.Layers * config.Hidden, config.Layers * config.Hidden).ToArray();
    }
}
