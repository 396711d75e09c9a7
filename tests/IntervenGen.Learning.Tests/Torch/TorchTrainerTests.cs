using System.Diagnostics;
using IntervenGen.Core;
using IntervenGen.Learning.Cpu;
using IntervenGen.Learning.Networks;
using IntervenGen.Learning.Tests.Cpu;
using IntervenGen.Learning.Torch;

namespace IntervenGen.Learning.Tests.Torch;

/// <summary>The network of libtorch's operators: the path on CUDA, run on the CPU.</summary>
/// <remarks>Alone: tensors and memory are counted for the whole process.</remarks>
[Collection(nameof(Alone))]
public sealed class TorchTrainerTests
{
    private const int Batch = 6, Steps = 3;

    private readonly float[] _observations = Twin.Observations(Twin.Small, Batch, Steps);
    private readonly float[] _actions = Twin.Actions(Twin.Small, Batch, Steps);

    [Fact]
    public void The_loss_is_that_of_the_slow_network()
    {
        using var torch = new TorchTrainer(Twin.Small, 11);
        double expected = new SlowNetwork(Twin.Small, torch).Loss(_observations, _actions, Batch, Steps);

        // 60 float32 roundings per sum, on a loss near 4.
        Assert.Equal(expected, torch.Loss(_observations, _actions, Batch, Steps), 1e-5);
    }

    [Fact]
    public void A_seed_gives_the_initial_weights_of_the_kernels()
    {
        using var torch = new TorchTrainer(Twin.Small, 12);
        using var own = new CpuTrainer(Twin.Small, 12);
        Assert.Equal(own.Flat(NetworkSlot.Value), torch.Flat(NetworkSlot.Value));
        Assert.Equal(own.Flat(NetworkSlot.Average), torch.Flat(NetworkSlot.Average));
        Assert.Equal(own.Parameters, torch.Parameters);
    }

    [Fact]
    public void A_step_moves_the_weights_as_the_kernels_do()
    {
        using var torch = new TorchTrainer(Twin.Small, 11);
        using var own = new CpuTrainer(Twin.Small, 11);
        for (int step = 0; step < 5; step++)
        {
            Assert.Equal(
                own.TrainStep(_observations, _actions, Batch, Steps, 0.01f, 0.5f),
                torch.TrainStep(_observations, _actions, Batch, Steps, 0.01f, 0.5f), 1e-4);
        }

        Assert.Equal(5, torch.Step);
        foreach (NetworkSlot slot in Enum.GetValues<NetworkSlot>())
            Assert.All(own.Flat(slot).Zip(torch.Flat(slot)), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 4)]
    public void The_gradient_written_out_is_that_of_libtorch(int layers, int steps)
    {
        NetworkShape shape = Twin.Small with { Layers = layers };
        float[] observations = Twin.Observations(shape, Batch, steps), actions = Twin.Actions(shape, Batch, steps);
        using var derived = new TorchTrainer(shape, 11);
        using var written = new TorchTrainer(shape, 11, ComputeDevice.Cpu, isWrittenOut: true);
        Assert.Equal(
            derived.Gradient(observations, actions, Batch, steps), written.Gradient(observations, actions, Batch, steps), 1e-5);
        float[] expected = derived.Flat(NetworkSlot.Gradient);
        float largest = expected.Max(Math.Abs);
        Assert.All(expected.Zip(written.Flat(NetworkSlot.Gradient)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * largest));
    }

    [Fact]
    public void Steps_written_out_move_the_weights_as_libtorch_does()
    {
        TrainingSet set = Make.ToySet(segments: 4, steps: 5);
        var shape = new NetworkShape(4, 2, 7, 2, 2, 1e-3f);
        using var derived = new TorchTrainer(shape, 11);
        using var written = new TorchTrainer(shape, 11, ComputeDevice.Cpu, isWrittenOut: true);
        set.HoldIn(derived, set.Normalization(true));
        set.HoldIn(written, set.Normalization(true));
        int[] starts = [.. Enumerable.Range(0, 20)];
        for (int step = 0; step < 5; step++)
        {
            derived.QueueStep(starts, 6, 0.01f, 0.5f);
            written.QueueStep(starts, 6, 0.01f, 0.5f);
        }

        Assert.All(derived.TakeLosses().Zip(written.TakeLosses()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Equal(5, written.Step);
        foreach (NetworkSlot slot in (NetworkSlot[])[NetworkSlot.Value, NetworkSlot.Average, NetworkSlot.SecondMoment])
            Assert.All(derived.Flat(slot).Zip(written.Flat(slot)), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Fact]
    public void A_training_that_goes_on_from_its_arrays_ends_with_the_same_bits()
    {
        using var whole = new TorchTrainer(Twin.Small, 11);
        using var first = new TorchTrainer(Twin.Small, 11);
        using var second = new TorchTrainer(Twin.Small, 99);
        for (int step = 0; step < 6; step++)
            whole.TrainStep(_observations, _actions, Batch, Steps, 0.01f, 0.5f);
        for (int step = 0; step < 3; step++)
            first.TrainStep(_observations, _actions, Batch, Steps, 0.01f, 0.5f);
        foreach (NetworkSlot slot in Enum.GetValues<NetworkSlot>())
            second.CopyIn(slot, first.CopyOut(slot));
        second.Step = first.Step;
        for (int step = 0; step < 3; step++)
            second.TrainStep(_observations, _actions, Batch, Steps, 0.01f, 0.5f);
        Assert.Equal(whole.Flat(NetworkSlot.Average), second.Flat(NetworkSlot.Average));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_thousand_steps_leave_neither_tensors_nor_memory_behind(bool isWrittenOut)
    {
        using var torch = new TorchTrainer(Twin.Small, 11, ComputeDevice.Cpu, isWrittenOut);
        for (int step = 0; step < 200; step++)
            torch.TrainStep(_observations, _actions, Batch, Steps, 1e-3f, 0.9f);
        long before = Resident(), tensors = TorchSharp.torch.Tensor.TotalCount;
        for (int step = 0; step < 2000; step++)
            torch.TrainStep(_observations, _actions, Batch, Steps, 1e-3f, 0.9f);
        Assert.Equal(tensors, TorchSharp.torch.Tensor.TotalCount);

        // A batch that stayed would be 800 B, a step's graph some 100 kB: 200 MB over 2,000 steps. Other tests of the process take some
        // ten megabytes meanwhile.
        Assert.InRange(Resident() - before, long.MinValue, 120L << 20);
    }

    [Fact]
    public void Arrays_of_the_wrong_length_are_refused()
    {
        using var torch = new TorchTrainer(Twin.Small, 11);
        Assert.Throws<ArgumentException>(() => torch.Loss(_observations, _actions, Batch, Steps + 1));
        Assert.Throws<ArgumentException>(() => torch.CopyOut(NetworkSlot.Value, 0, new float[1]));
        Assert.Throws<ArgumentException>(() => torch.CopyIn(NetworkSlot.Value, 99, new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => torch.Loss([], [], 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TorchTrainer(Twin.Small with { Hidden = 1025 }, 1));
    }

    [Fact]
    public void Batches_gathered_on_the_device_are_those_of_the_training_set()
    {
        TrainingSet set = Make.ToySet(segments: 4, steps: 5);
        var shape = new NetworkShape(4, 2, 7, 1, 2, 1e-3f);
        ObservationNormalization normalization = set.Normalization(true);
        using var gathered = new TorchTrainer(shape, 11);
        using var copied = new TorchTrainer(shape, 11);
        set.HoldIn(gathered, normalization);
        float[] observations = new float[20 * 6 * 4], actions = new float[20 * 6 * 2];
        int[] starts = [.. Enumerable.Range(0, 20)];
        set.CopyWindows(starts, 6, normalization, observations, actions);
        var losses = new List<double>();
        for (int step = 0; step < 3; step++)
        {
            losses.Add(copied.TrainStep(observations, actions, 20, 6, 0.01f, 0.5f));
            gathered.QueueStep(starts, 6, 0.01f, 0.5f);
        }

        Assert.Equal(losses, gathered.TakeLosses());
        Assert.Empty(gathered.TakeLosses());
        Assert.Equal(copied.Flat(NetworkSlot.Average), gathered.Flat(NetworkSlot.Average));
    }

    [Fact]
    public void A_window_beyond_the_set_is_refused_before_it_reaches_the_device()
    {
        using var torch = new TorchTrainer(Twin.Small, 11);
        Assert.Throws<InvalidOperationException>(() => torch.QueueStep([0], 2, 0.1f, 0));
        Assert.Throws<ArgumentException>(() => torch.Hold(new float[5], new float[3], [1]));
        torch.Hold(new float[10], new float[6], [1, 1]);
        Assert.Throws<ArgumentException>(() => torch.QueueStep([2], 2, 0.1f, 0));
        Assert.Equal(0, torch.Step);
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
