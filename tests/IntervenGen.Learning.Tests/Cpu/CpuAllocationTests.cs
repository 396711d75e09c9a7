using IntervenGen.Learning.Cpu;
using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning.Tests.Cpu;

public sealed class CpuAllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Gradient_steps_and_losses_allocate_nothing(int threads)
    {
        using var trainer = new CpuTrainer(Twin.Small with { Hidden = 33 }, 1, threads);
        float[] observations = Twin.Observations(Twin.Small, 12, 4), actions = Twin.Actions(Twin.Small, 12, 4);
        Train(trainer, observations, actions, 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Train(trainer, observations, actions, 200);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(300, trainer.Step);
    }

    [Fact]
    public void Inference_allocates_nothing()
    {
        using var twin = new Twin(Twin.Small);
        var network = new CpuInference(Twin.Small, NetworkArrays.CopyOut(twin.Own, NetworkSlot.Value));
        CpuMemory memory = network.CreateMemory(60);
        int[] rows = [.. Enumerable.Range(0, 60)];
        float[] observations = Make.Noise(60 * 5, 1), means = new float[60 * 12], logits = new float[60 * 4];
        Infer(100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Infer(300);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Infer(int count)
        {
            for (int i = 0; i < count; i++)
                network.Infer(memory, rows.AsSpan(0, 1 + (i % 60)), observations, means, logits);
        }
    }

    private static void Train(CpuTrainer trainer, float[] observations, float[] actions, int count)
    {
        for (int i = 0; i < count; i++)
        {
            trainer.TrainStep(observations, actions, 12, 4, 1e-4f, 0.9f);
            trainer.Loss(observations, actions, 4, 12);
        }
    }
}
