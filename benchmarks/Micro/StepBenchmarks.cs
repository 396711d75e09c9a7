using BenchmarkDotNet.Attributes;
using IntervenGen.Core;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen.Benchmarks.Micro;

/// <summary>The parts of a control step on one lane that holds the nut in free space; the physics of a step is the baseline.</summary>
public class StepBenchmarks
{
    private SimulatedTask _task = null!;
    private SimulatedLane _lane = null!;
    private float[] _observation = null!, _action = null!;
    private double[] _state = null!, _torque = null!;

    /// <summary>Resets one lane.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _task = TaskCatalog.Find("nut-insertion").Open();
        _lane = new SimulatedLane(_task);
        _lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, true));
        _observation = new float[_task.Spec.ObservationSize];
        _action = new float[_task.Spec.ActionSize];
        _action[6] = 1;
        _state = new double[_task.Spec.StateSize];
        _torque = new double[_task.Arm.Joints];
    }

    /// <summary>Releases the lane.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _lane.Dispose();
        _task.Dispose();
    }

    /// <summary>25 substeps with controller and contacts.</summary>
    [Benchmark(Baseline = true)]
    public void Step() => _lane.Step(_action);

    /// <summary>One mj_step2 and mj_step1.</summary>
    [Benchmark]
    public void Substep()
    {
        _lane.Data.Step2();
        _lane.Data.Step1();
    }

    /// <summary>The controller's torques, once per substep.</summary>
    [Benchmark]
    public void Controller() => _lane.Controller.Compute(_torque);

    /// <summary>The observation, once per control step.</summary>
    [Benchmark]
    public void Observe() => _lane.Observe(_observation);

    /// <summary>The full state, once per recorded control step.</summary>
    [Benchmark]
    public void SaveState() => _lane.SaveState(_state);
}
