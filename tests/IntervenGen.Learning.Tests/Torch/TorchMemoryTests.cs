using IntervenGen.Learning.Tests.Cpu;
using IntervenGen.Learning.Torch;

namespace IntervenGen.Learning.Tests.Torch;

/// <summary>The recurrent state of libtorch's path, with and without libtorch's own LSTM.</summary>
/// <remarks>Alone: tensors are counted for the whole process.</remarks>
[Collection(nameof(Alone))]
public sealed class TorchMemoryTests
{
    private const int Rows = 11;

    private static readonly float[] s_first = Make.Noise(Rows * 5, 7), s_second = Make.Noise(Rows * 5, 8);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_row_that_is_not_listed_keeps_its_state(bool isWrittenOut)
    {
        using var twin = new Twin(Twin.Small);
        using TorchInference network = twin.CreateInference(isWrittenOut);
        float[] steady = Means(network, [[2, 9], [2, 9]]), between = Means(network, [[2, 9], [0, 1], [2, 9]]);
        Assert.Equal(Of(steady, 2), Of(between, 2));
        Assert.Equal(Of(steady, 9), Of(between, 9));
        Assert.NotEqual(Of(steady, 9), Of(Means(network, [[2], [9]]), 9));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_cleared_row_begins_anew_and_no_other_does(bool isWrittenOut)
    {
        using var twin = new Twin(Twin.Small);
        using TorchInference network = twin.CreateInference(isWrittenOut);
        float[] kept = Means(network, [[2, 9], [2, 9]]), cleared = Means(network, [[2, 9], [2, 9]], clear: 9);
        Assert.Equal(Of(kept, 2), Of(cleared, 2));
        Assert.NotEqual(Of(kept, 9), Of(cleared, 9));
        Assert.Equal(Of(Means(network, [[], [9]]), 9), Of(cleared, 9));
    }

    [Fact]
    public void Rows_that_are_not_listed_are_not_touched()
    {
        using var twin = new Twin(Twin.Small);
        using TorchInference network = twin.CreateInference();
        float[] means = Means(network, [[], [3]]);
        Assert.Equal([3], Enumerable.Range(0, Rows).Where(row => Of(means, row).Any(value => value != 0)));
    }

    [Fact]
    public void Arrays_of_the_wrong_length_and_rows_out_of_range_are_refused()
    {
        using var twin = new Twin(Twin.Small);
        using var other = new Twin(Twin.Small with { Hidden = 8 });
        using TorchInference network = twin.CreateInference(), stranger = other.CreateInference();
        using TorchMemory memory = network.CreateMemory(Rows);
        float[] means = new float[Rows * 12], logits = new float[Rows * 4];
        Assert.Throws<ArgumentException>(() => network.Infer(memory, [0], new float[5], means, logits));
        Assert.Throws<ArgumentException>(() => network.Infer(memory, [Rows], s_first, means, logits));
        Assert.Throws<ArgumentException>(() => stranger.Infer(memory, [0], s_first, means, logits));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Clear(Rows));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.CreateMemory(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.CreateMemory(1, 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_hundred_steps_leave_no_tensors_behind(bool isWrittenOut)
    {
        using var twin = new Twin(Twin.Small);
        using TorchInference network = twin.CreateInference(isWrittenOut);
        using TorchMemory memory = network.CreateMemory(Rows);
        float[] means = new float[Rows * 12], logits = new float[Rows * 4];
        long before = 0;
        for (int step = 0; step < 210; step++)
        {
            if (step == 10)
                before = TorchSharp.torch.Tensor.TotalCount;
            memory.Clear(step % Rows);
            network.Infer(memory, [1, 8, 10], s_first, means, logits);
        }

        Assert.Equal(before, TorchSharp.torch.Tensor.TotalCount);
    }

    // What a sequence of calls says at last, each with the rows that it lists; `clear`: a row to clear before the last.
    private static float[] Means(TorchInference network, int[][] calls, int? clear = null)
    {
        using TorchMemory memory = network.CreateMemory(Rows, blockRows: 4);
        float[] means = new float[Rows * 12], logits = new float[Rows * 4];
        for (int call = 0; call < calls.Length; call++)
        {
            if (call == calls.Length - 1)
            {
                Array.Clear(means);
                if (clear is { } row)
                    memory.Clear(row);
            }

            network.Infer(memory, calls[call], call == calls.Length - 1 ? s_second : s_first, means, logits);
        }

        return means;
    }

    private static float[] Of(float[] means, int row) => means[(row * 12)..((row + 1) * 12)];
}
