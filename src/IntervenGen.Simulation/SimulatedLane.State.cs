using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.Simulation;

// The full state, in this order: time | qpos | qvel | qacc_warmstart | mocap (7 each) | goal pose 7 | rest posture 7 |
// gripper opening | kept beliefs (7 each) | hint 3 | revealed. Restoring it and repeating the actions repeats the episode bit for bit.
public sealed partial class SimulatedLane
{
    /// <summary>Numbers in a saved state.</summary>
    public static int StateSizeFor(MjModel model, int objectCount) =>
        1 + model.Size("nq") + (2 * model.Size("nv")) + (Pose.Size * model.Size("nmocap"))
        + Pose.Size + ArmModel.Joints + 1 + (Pose.Size * objectCount) + 3 + 1;

    /// <inheritdoc/>
    public void SaveState(Span<double> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, Spec.StateSize);
        var writer = new Cursor(state);
        writer.Put(_time.Span);
        writer.Put(_rawPositions);
        writer.Put(_qvel.Span);
        writer.Put(_warmstart.Span);
        writer.Put(_mocapPosition.Span);
        writer.Put(_mocapQuaternion.Span);
        _controller.Goal.WriteTo(writer.Take(Pose.Size));
        writer.Put(_controller.RestPosture);
        writer.Take(1)[0] = _gripper.Opening;
        foreach (ref readonly Pose pose in _belief.AsSpan())
            pose.WriteTo(writer.Take(Pose.Size));
        _hint.WriteTo(writer.Take(3));
        writer.Take(1)[0] = _revealed ? 1 : 0;
    }

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<double> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, Spec.StateSize);
        if (_data.IsPoisoned)
        {
            _data.Dispose();
            (_data, _controller, _gripper) = Bind();
        }

        _data.Reset();
        _diverged = false;
        int at = 0;
        ReadOnlySpan<double> Next(ReadOnlySpan<double> source, int count)
        {
            ReadOnlySpan<double> part = source.Slice(at, count);
            at += count;
            return part;
        }

        Next(state, 1).CopyTo(_time.Span);
        Next(state, _qpos.Count).CopyTo(_qpos.Span);
        Next(state, _qvel.Count).CopyTo(_qvel.Span);
        Next(state, _warmstart.Count).CopyTo(_warmstart.Span);
        Next(state, _mocapPosition.Count).CopyTo(_mocapPosition.Span);
        Next(state, _mocapQuaternion.Count).CopyTo(_mocapQuaternion.Span);
        _controller.SetGoal(Pose.From(Next(state, Pose.Size)));
        Next(state, ArmModel.Joints).CopyTo(_controller.RestPosture);
        SetGripperOpening(Next(state, 1)[0]);
        for (int obj = 0; obj < _belief.Length; obj++)
            _belief[obj] = Pose.From(Next(state, Pose.Size));
        _hint = Vec3.From(Next(state, 3));
        _revealed = Next(state, 1)[0] != 0;
        Refresh();
        SenseContacts();
    }

    private ref struct Cursor(Span<double> target)
    {
        private Span<double> _left = target;

        public Span<double> Take(int count)
        {
            Span<double> part = _left[..count];
            _left = _left[count..];
            return part;
        }

        public void Put(ReadOnlySpan<double> values) => values.CopyTo(Take(values.Length));
    }
}
