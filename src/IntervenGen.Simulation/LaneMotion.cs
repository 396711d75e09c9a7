using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation.Clearance;

namespace IntervenGen.Simulation;

/// <summary>What motions of a simulated hand would meet.</summary>
internal sealed class LaneMotion : IMotionModel
{
    private readonly SimulatedLane _lane;
    private readonly SimulatedTask _task;
    private readonly HandClearance _clearance;
    private readonly ArmChain _chain;
    private readonly double[] _joints;

    /// <summary>Binds to a lane; its world must not be replaced.</summary>
    public LaneMotion(SimulatedLane lane, SimulatedTask task)
    {
        (_lane, _task) = (lane, task);
        _clearance = new HandClearance(task.Pairs, task.FreeObjects, lane.Data);
        _chain = new ArmChain(task.Model, task.Arm);
        _joints = new double[task.Arm.Joints];
    }

    /// <inheritdoc/>
    public void Begin()
    {
        for (int joint = 0; joint < _joints.Length; joint++)
            _joints[joint] = _lane.Positions[_task.Arm.PositionAddress[joint]];
        _clearance.Begin(_lane.WorldFromEef, _lane.Contacts.Pairs);
    }

    /// <inheritdoc/>
    public double ClearanceAt(in Pose worldFromEef) => _clearance.At(worldFromEef);

    /// <inheritdoc/>
    public bool Reaches(in Pose worldFromEef) => _chain.TryInvert(worldFromEef, _joints, turns: _task.HeldOrientation is null);
}
