using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Simulation;

/// <summary>A world for rendering: the task's whole model, visual geoms included, in the pose of a lane.</summary>
/// <remarks>One thread at a time.</remarks>
public sealed class VisibleWorld : IDisposable
{
    private readonly MjModel _model;
    private readonly MjField _positions, _mocapPosition, _mocapQuaternion;

    /// <summary>Compiles the model for rendering.</summary>
    public VisibleWorld(SimulatedTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        _model = task.CompileVisible();
        Data = new MjData(_model);
        _positions = Data.Doubles("qpos");
        _mocapPosition = Data.Doubles("mocap_pos");
        _mocapQuaternion = Data.Doubles("mocap_quat");
    }

    /// <summary>The model to render.</summary>
    public MjModel Model => _model;

    /// <summary>The world to render.</summary>
    public MjData Data { get; }

    /// <summary>Copies a lane's pose into the world to render.</summary>
    public void Show(SimulatedLane lane)
    {
        ArgumentNullException.ThrowIfNull(lane);
        lane.Positions.CopyTo(_positions.Span);
        lane.Data.Doubles("mocap_pos").Span.CopyTo(_mocapPosition.Span);
        lane.Data.Doubles("mocap_quat").Span.CopyTo(_mocapQuaternion.Span);
        Data.Step1();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Data.Dispose();
        _model.Dispose();
    }
}
