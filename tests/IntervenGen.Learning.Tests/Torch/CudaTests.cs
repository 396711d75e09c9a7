using IntervenGen.Core;
using IntervenGen.Learning.Cpu;
using IntervenGen.Learning.Networks;
using IntervenGen.Learning.Tests.Cpu;
using IntervenGen.Learning.Torch;

namespace IntervenGen.Learning.Tests.Torch;

/// <summary>The path on a GPU; skipped where there is none.</summary>
public sealed class CudaTests
{
    private const int Batch = 20, Steps = 10;

    private static readonly NetworkShape s_shape = new(26, 7, 128, 2, 5, 1e-3f);

    private readonly float[] _observations = Twin.Observations(s_shape, Batch, Steps);
    private readonly float[] _actions = Twin.Actions(s_shape, Batch, Steps);

    [SkippableFact]
    public void A_gradient_on_the_GPU_is_that_of_the_kernels()
    {
        RequireGpu();
        using var gpu = new TorchTrainer(s_shape, 11, ComputeDevice.Cuda);
        using var own = new CpuTrainer(s_shape, 11);
        double expected = own.Gradient(_observations, _actions, Batch, Steps);
        Assert.Equal(expected, gpu.Gradient(_observations, _actions, Batch, Steps), 1e-5);

        double largest = own.Flat(NetworkSlot.Gradient).Max(Math.Abs);
        Assert.All(
            own.Flat(NetworkSlot.Gradient).Zip(gpu.Flat(NetworkSlot.Gradient)),
            pair => Assert.Equal(pair.First / largest, pair.Second / largest, 2e-5));
    }

    [SkippableFact]
    public void A_training_on_the_GPU_lowers_the_loss_as_one_on_the_CPU_does()
    {
        RequireGpu();
        using var gpu = new PolicyTrainer(
            Make.Config, Make.Spec(), Make.ToySet(), new TrainingResources { Device = ComputeDevice.Cuda });
        using var cpu = new PolicyTrainer(Make.Config, Make.Spec(), Make.ToySet());
        double gpuLoss = 0, cpuLoss = 0;
        gpu.Run(progress => gpuLoss = progress.Loss);
        cpu.Run(progress => cpuLoss = progress.Loss);
        Assert.Equal(cpuLoss, gpuLoss, 0.05);
    }

    [SkippableFact]
    public void A_policy_on_the_GPU_acts_as_one_on_the_CPU_does()
    {
        RequireGpu();
        Checkpoint checkpoint = Make.Checkpoint();
        using var gpu = new RecurrentPolicy(checkpoint, new RecurrentPolicyOptions { Device = ComputeDevice.Cuda, Greedy = true });
        using var cpu = new RecurrentPolicy(checkpoint, new RecurrentPolicyOptions { Greedy = true });
        using IPolicySession gpuSession = gpu.CreateSession(70), cpuSession = cpu.CreateSession(70);
        int[] rows = [.. Enumerable.Range(0, 70)];
        foreach (IPolicySession session in (IPolicySession[])[gpuSession, cpuSession])
        {
            foreach (int row in rows)
                session.Begin(row, new EpisodeKey(1, SceneSplit.Evaluation, row, true));
            for (uint step = 0; step < 8; step++)
            {
                foreach (int row in rows)
                    Make.Noise(4, (100 * step) + (uint)row).CopyTo(session.Observation(row));
                session.Infer(rows);
            }
        }

        Assert.All(rows, row => Assert.Equal(cpuSession.Action(row)[0], gpuSession.Action(row)[0], 1e-5f));
    }

    [SkippableFact]
    public void A_policy_on_the_GPU_acts_alike_in_every_company()
    {
        RequireGpu();
        using var policy = new RecurrentPolicy(Make.Checkpoint(), new RecurrentPolicyOptions { Device = ComputeDevice.Cuda, Greedy = true });
        float[] alone = Make.Roll(policy, 1, 0, []);
        Assert.Equal(alone, Make.Roll(policy, 70, 0, [7, 3]));
        Assert.Equal(alone, Make.Roll(policy, 600, 0, [.. Enumerable.Range(1, 599)]));
    }

    private static void RequireGpu() => Skip.IfNot(LibTorch.HasCuda, "libtorch here has no CUDA, or finds no GPU");
}
