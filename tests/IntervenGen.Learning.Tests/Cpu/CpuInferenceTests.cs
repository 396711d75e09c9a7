using IntervenGen.Learning.Cpu;
using IntervenGen.Learning.Networks;
using IntervenGen.Learning.Torch;

namespace IntervenGen.Learning.Tests.Cpu;

public sealed class CpuInferenceTests
{
    // More than a chunk of rows, and no multiple of a tile's.
    private const int Rows = 53;

    [Theory]
    [InlineData(7, 2, 4, false)]
    [InlineData(33, 1, 64, false)]
    [InlineData(33, 1, 64, true)]
    [InlineData(128, 2, 5, false)]
    [InlineData(128, 2, 5, true)]
    [InlineData(400, 2, 1, false)]
    public void The_kernel_agrees_with_libtorch_step_after_step(int hidden, int layers, int modes, bool isWrittenOut)
    {
        var shape = new NetworkShape(26, 7, hidden, layers, modes, 1e-4f);
        using var twin = new Twin(shape);
        var state = new State(Network(twin), Rows);
        using TorchInference torch = twin.CreateInference(isWrittenOut);
        using TorchMemory memory = torch.CreateMemory(Rows);
        int[] rows = [.. Enumerable.Range(0, Rows)];
        float[] means = new float[Rows * shape.Means], logits = new float[Rows * shape.Modes];
        for (uint step = 0; step < 12; step++)
        {
            float[] observations = Make.Noise(Rows * 26, 100 + step, 3);
            state.Infer(rows, observations);
            torch.Infer(memory, rows, observations, means, logits);

            // Sums of eight hundred float32 products, bounded between layers.
            Assert.True(Difference(means, state.Means) < 1e-5, "means");
            Assert.True(Difference(logits, state.Logits) < 1e-5, "logits");
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(33)]
    [InlineData(64)]
    public void A_row_has_the_same_bits_alone_and_in_every_company(int hidden)
    {
        using var twin = new Twin(Twin.Small with { Hidden = hidden });
        CpuInference network = Network(twin);
        float[] observations = Make.Noise(Rows * 5, 7), later = Make.Noise(Rows * 5, 8);
        var alone = new State(network, Rows);
        for (int row = 0; row < Rows; row++)
        {
            alone.Infer([row], observations);
            alone.Infer([row], later);
        }

        Assert.DoesNotContain(0, alone.Means);
        for (int count = 1; count <= Rows; count++)
        {
            var together = new State(network, Rows);
            int[] rows = [.. Enumerable.Range(0, Rows).Reverse().Take(count)];
            together.Infer(rows, observations);
            together.Infer(rows, later);
            foreach (int row in rows)
            {
                Assert.Equal(alone.MeansOf(row), together.MeansOf(row));
                Assert.Equal(alone.Logits.AsSpan(row * 4, 4).ToArray(), together.Logits.AsSpan(row * 4, 4).ToArray());
            }
        }
    }

    [Fact]
    public void Rows_that_are_not_listed_are_not_touched()
    {
        using var twin = new Twin(Twin.Small);
        var state = new State(Network(twin), 3);
        float[] observations = Make.Noise(15, 8);
        state.Infer([0, 1, 2], observations);
        float[] first = state.MeansOf(0), last = state.MeansOf(2);
        state.Infer([1], observations);
        Assert.Equal(first, state.MeansOf(0));
        Assert.Equal(last, state.MeansOf(2));

        // Nor is what they remember: their second step is that of a row alone.
        var alone = new State(Network(twin), 3);
        alone.Infer([0], observations);
        alone.Infer([0], observations);
        state.Infer([0], observations);
        Assert.Equal(alone.MeansOf(0), state.MeansOf(0));
        Assert.NotEqual(first, state.MeansOf(0));
    }

    [Fact]
    public void A_cleared_row_begins_anew()
    {
        using var twin = new Twin(Twin.Small);
        var state = new State(Network(twin), 2);
        float[] observations = Make.Noise(10, 8);
        state.Infer([0, 1], observations);
        float[] first = state.MeansOf(1);
        state.Infer([0, 1], observations);
        float[] second = state.MeansOf(0);
        Assert.NotEqual(first, state.MeansOf(1));
        state.Memory.Clear(1);
        state.Infer([1], observations);
        Assert.Equal(first, state.MeansOf(1));
        Assert.Equal(second, state.MeansOf(0));
    }

    [Fact]
    public void Wrong_lengths_rows_and_memories_are_refused()
    {
        using var twin = new Twin(Twin.Small);
        using var other = new Twin(Twin.Small with { Hidden = 17 });
        CpuInference network = Network(twin);
        CpuMemory memory = network.CreateMemory(2);
        float[] observations = new float[10], means = new float[24], logits = new float[8];
        Assert.Throws<ArgumentException>(() => network.Infer(memory, [0], new float[9], means, logits));
        Assert.Throws<ArgumentException>(() => network.Infer(memory, [0], observations, new float[23], logits));
        Assert.Throws<ArgumentException>(() => network.Infer(memory, [0], observations, means, new float[9]));
        Assert.Contains("row 2 is not one of 2", Assert.Throws<ArgumentException>(
            () => network.Infer(memory, [0, 2], observations, means, logits)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => network.Infer(Network(other).CreateMemory(2), [0], observations, means, logits));
        Assert.Throws<ArgumentException>(() => new CpuInference(Twin.Small, [new float[3]]));
        network.Infer(memory, [], observations, means, logits);
        Assert.All(means, value => Assert.Equal(0, value));
    }

    private static CpuInference Network(Twin twin) => new(twin.Own.Shape, NetworkArrays.CopyOut(twin.Own, NetworkSlot.Value));

    private static double Difference(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs((double)x - y)).Max();

    private sealed class State(CpuInference network, int rows)
    {
        public CpuMemory Memory { get; } = network.CreateMemory(rows);

        public float[] Means { get; } = new float[rows * network.Shape.Means];

        public float[] Logits { get; } = new float[rows * network.Shape.Modes];

        public void Infer(int[] listed, float[] observations) => network.Infer(Memory, listed, observations, Means, Logits);

        public float[] MeansOf(int row) => Means.AsSpan(row * network.Shape.Means, network.Shape.Means).ToArray();
    }
}
