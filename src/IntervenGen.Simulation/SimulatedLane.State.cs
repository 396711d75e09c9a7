using IntervenGen.Numerics;

namespace IntervenGen.Simulation;

// What LaneStateLayout says, filled from the world and put back into it.
public sealed partial class SimulatedLane
{
    private readonly LaneStateLayout _layout;

    /// <inheritdoc/>
    public void SaveState(Span<double> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, _layout.Size);
        _time.Span.CopyTo(state[_layout.Time]);
        _rawPositions.CopyTo(state[_layout.Positions]);
        _qvel.Span.CopyTo(state[_layout.Velocities]);
        _warmstart.Span.CopyTo(state[_layout.WarmStart]);
        _mocapPosition.Span.CopyTo(state[_layout.MocapPositions]);
        _mocapQuaternion.Span.CopyTo(state[_layout.MocapQuaternions]);
        _controller.Goal.WriteTo(state[_layout.Goal]);
        _controller.RestPosture.CopyTo(state[_layout.RestPosture]);
        state[_layout.Opening][0] = _gripper.Opening;
        _beliefs.Save(state, _layout);
        _hint.WriteTo(state[_layout.Hint]);
        state[_layout.Revealed][0] = _revealed ? 1 : 0;
        _counters.CopyTo(state[_layout.Counters]);
        Sensors.CopyTo(state[_layout.Sensors]);
        _wrench.CopyTo(state[_layout.Wrench]);
        _gripLoss?.State.CopyTo(state[_layout.GripLoss]);
    }

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<double> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, _layout.Size);
        Renew();
        _data.Reset();
        _diverged = false;
        state[_layout.Time].CopyTo(_time.Span);
        state[_layout.Positions].CopyTo(_qpos.Span);
        state[_layout.Velocities].CopyTo(_qvel.Span);
        state[_layout.WarmStart].CopyTo(_warmstart.Span);
        state[_layout.MocapPositions].CopyTo(_mocapPosition.Span);
        state[_layout.MocapQuaternions].CopyTo(_mocapQuaternion.Span);
        _controller.SetGoal(Pose.From(state[_layout.Goal]));
        state[_layout.RestPosture].CopyTo(_controller.RestPosture);
        SetGripperOpening(state[_layout.Opening][0]);
        _beliefs.Restore(state, _layout);
        _hint = Vec3.From(state[_layout.Hint]);
        _revealed = state[_layout.Revealed][0] != 0;
        state[_layout.Counters].CopyTo(_counters);
        state[_layout.Wrench].CopyTo(_wrench);
        if (_gripLoss is not null)
            state[_layout.GripLoss].CopyTo(_gripLoss.State);
        Refresh();
        SenseContacts();
        if (_sensors is { } sensors)
            state[_layout.Sensors].CopyTo(sensors.Span);
    }
}
