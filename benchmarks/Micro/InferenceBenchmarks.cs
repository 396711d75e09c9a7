using BenchmarkDotNet.Attributes;
using IntervenGen.Core;
using IntervenGen.Learning;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen.Benchmarks.Micro;

/// <summary>One policy call of a worker: the row-independent kernel against libtorch on the same rows.</summary>
public class InferenceBenchmarks
{
    private RecurrentPolicy _kernelPolicy = null!, _torchPolicy = null!;
    private IPolicySession _kernel = null!, _torch = null!;
    private int[] _rows = null!;

    /// <summary>Rows in the batch: a worker's lanes that ask the policy in this step.</summary>
    [Params(1, 16)]
    public int Rows { get; set; }

    /// <summary>Makes an untrained policy of the demo's size.</summary>
    [GlobalSetup]
    public void Setup()
    {
        using SimulatedTask task = TaskCatalog.Find("nut-insertion").Open();
        TaskSpec spec = task.Spec;
        var set = new TrainingSet(spec);
        set.Add(new float[100 * spec.ObservationSize], new float[100 * spec.ActionSize], new TrainingGroup { Name = "zeros" });
        using var trainer = new PolicyTrainer(PolicyConfig.Demo, spec, set);
        Checkpoint checkpoint = trainer.ToCheckpoint(resumable: false);
        _kernelPolicy = new RecurrentPolicy(checkpoint);
        _torchPolicy = new RecurrentPolicy(checkpoint, new RecurrentPolicyOptions { BatchedTorch = true });
        _kernel = _kernelPolicy.CreateSession(Rows);
        _torch = _torchPolicy.CreateSession(Rows);
        _rows = [.. Enumerable.Range(0, Rows)];
        foreach (int row in _rows)
        {
            _kernel.Begin(row, new EpisodeKey(1, SceneSplit.Source, row, false));
            _torch.Begin(row, new EpisodeKey(1, SceneSplit.Source, row, false));
        }
    }

    /// <summary>Releases both.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _kernel.Dispose();
        _torch.Dispose();
        _kernelPolicy.Dispose();
        _torchPolicy.Dispose();
    }

    /// <summary>libtorch's operators.</summary>
    [Benchmark(Baseline = true)]
    public void Torch() => _torch.Infer(_rows);

    /// <summary>What workers use on a CPU.</summary>
    [Benchmark]
    public void Kernel() => _kernel.Infer(_rows);
}
