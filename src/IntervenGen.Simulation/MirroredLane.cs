using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.Simulation;

/// <summary>A lane that simulates nothing but stands as another world does: that of an arm, or of another simulator.</summary>
/// <remarks>
/// So the task's own code says what is observed, believed, revealed and reached there, and steps are recorded as those of any other
/// episode. Arm, fingers and bodies are set, then the lane is told that a control step has passed. What is not set stays where an episode
/// begins. Contacts are those of the mirrored poses unless better ones are given. One thread; allocates nothing after construction.
/// </remarks>
public sealed class MirroredLane : IStepSource, IDisposable
{
    // Metres from the middle to an open finger.
    private const double HalfOpening = 0.04;

    private readonly SimulatedTask _task;
    private readonly SimulatedLane _lane;
    private readonly LaneStateLayout _layout;
    private readonly double[] _state;
    private readonly MovableBody[] _bodies;
    private bool _isTouched;

    /// <summary>A mirror that stands where the first episode of seed 0 begins.</summary>
    /// <param name="task">The task.</param>
    public MirroredLane(SimulatedTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        _task = task;
        _lane = new SimulatedLane(task);
        _layout = LaneStateLayout.Of(task, task.Spec.Objects.Count);
        _state = new double[_layout.Size];
        _bodies = [.. MovableBody.In(task.Model)];
        StandAtStart(new EpisodeKey(0, SceneSplit.Evaluation, 0, Corrupted: false));
    }

    /// <summary>The bodies that can be set.</summary>
    public IReadOnlyList<MovableBody> Bodies => _bodies;

    /// <summary>The mirrored generalised positions, shape [nq].</summary>
    public Span<double> Positions => _state.AsSpan(_layout.Positions);

    /// <summary>The mirrored arm's joint positions where <see cref="StandAtStart"/> put it, radians, shape [joints].</summary>
    public ReadOnlySpan<double> StartPosture => _state.AsSpan(_layout.RestPosture);

    /// <inheritdoc/>
    public Pose WorldFromEef => _lane.WorldFromEef;

    /// <inheritdoc/>
    public (double First, double Second) Fingers => _lane.Fingers;

    /// <inheritdoc/>
    public bool TriggerContact => _isTouched;

    /// <inheritdoc/>
    public Vec3 TriggerPosition => _isTouched ? WorldFromEef.Position : Vec3.Zero;

    /// <inheritdoc/>
    public bool IsRevealed => _lane.IsRevealed;

    /// <inheritdoc/>
    public bool IsSuccess => _lane.IsSuccess;

    /// <summary>Whether the hand holds one of the task's free objects, as far as contacts tell.</summary>
    public bool IsHolding
    {
        get
        {
            foreach (Clearance.FreeObject thing in _task.FreeObjects)
            {
                if ((_lane.Contacts.Pairs & thing.Pads) != 0)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Stands where an episode begins, with its posture and its scene.</summary>
    public void StandAtStart(in EpisodeKey key)
    {
        _lane.Reset(key);
        _lane.SaveState(_state);
        _isTouched = false;
    }

    /// <summary>Sets the arm.</summary>
    /// <param name="positions">Radians, shape [joints].</param>
    /// <param name="velocities">Radians per second, shape [joints].</param>
    public void SetArm(ReadOnlySpan<double> positions, ReadOnlySpan<double> velocities)
    {
        for (int joint = 0; joint < _task.Arm.Joints; joint++)
        {
            Positions[_task.Arm.JointAddress(joint)] = positions[joint];
            _state.AsSpan(_layout.Velocities)[_task.Arm.JointVelocityAddress(joint)] = velocities[joint];
        }
    }

    /// <summary>
    /// Takes one measurement of what the wrist feels, which the low pass, the range and the memory of <see cref="WristSensor"/> follow;
    /// ignored by a task that does not observe it.
    /// </summary>
    /// <param name="force">What the surroundings exert on the hand, hand frame, N.</param>
    /// <param name="torque">The same about the grip site, N m.</param>
    /// <param name="seconds">Time since the last measurement.</param>
    public void FeelWrench(Vec3 force, Vec3 torque, double seconds) =>
        _task.Wrist?.Take(force, torque, seconds, _state.AsSpan(_layout.Wrench));

    /// <summary>Sets the fingers.</summary>
    /// <param name="width">Opening between them, metres.</param>
    public void SetFingers(double width)
    {
        Positions[_task.Arm.FingerAddress(0)] = width / 2;
        Positions[_task.Arm.FingerAddress(1)] = -width / 2;
        _state.AsSpan(_layout.Opening)[0] = (width / HalfOpening) - 1;
    }

    /// <summary>Sets a body.</summary>
    /// <param name="index">Index into <see cref="Bodies"/>.</param>
    /// <param name="worldFromBody">Where it is.</param>
    public void SetBody(int index, in Pose worldFromBody)
    {
        MovableBody body = _bodies[index];
        if (body.IsFree)
        {
            worldFromBody.WriteTo(Positions[body.Address..]);
            return;
        }

        worldFromBody.Position.WriteTo(_state.AsSpan(_layout.MocapPositions)[(3 * body.Address)..]);
        worldFromBody.Orientation.WriteTo(_state.AsSpan(_layout.MocapQuaternions)[(4 * body.Address)..]);
    }

    /// <summary>Begins an episode where everything was set: beliefs are sampled, nothing is revealed yet.</summary>
    /// <param name="key">Draws the beliefs.</param>
    public void Begin(in EpisodeKey key)
    {
        _state.AsSpan(_layout.Time).Clear();
        _state.AsSpan(_layout.Revealed).Clear();
        _state.AsSpan(_layout.Hint).Clear();
        _state.AsSpan(_layout.Counters).Clear();
        _state.AsSpan(_layout.Wrench).Clear();
        _isTouched = false;
        Look();
        for (int obj = 0; obj < _task.Spec.Objects.Count; obj++)
        {
            Pose kept = _task.SampleBelief(_lane, obj, key);
            kept.WriteTo(_state.AsSpan(_layout.Belief(obj)));
            _task.BeginMemory(_lane, obj, key, kept, _state.AsSpan(_layout.Memory(obj)));
        }

        Look();
    }

    /// <summary>Ends a control step: counts, and reveals if the mistake shows.</summary>
    /// <param name="isTouched">Whether something was touched, where that is felt; null where the task's own contacts tell.</param>
    /// <param name="contacts">The true contacts; null for those of the mirrored poses.</param>
    public void Advance(bool? isTouched = null, MjContactState? contacts = null)
    {
        _state.AsSpan(_layout.Time)[0] += _task.Spec.ControlPeriod;
        Look(contacts);
        if (_task.CounterCount > 0)
        {
            _task.Count(_lane, _state.AsSpan(_layout.Counters));
            Look(contacts);
        }

        // A touch is felt; other signs of a mistake, such as fingers closed on nothing, the task reads off itself.
        _isTouched = isTouched is { } felt && _task.TriggerPairs != 0 ? felt : _task.IsTriggered(_lane);
        bool reveals = _isTouched && !IsRevealed;
        bool changes = _task.HasChangingBeliefs && (!(IsRevealed || reveals) || _task.ErrsAfterReveal);
        for (int obj = 0; (reveals || changes) && obj < _task.Spec.Objects.Count; obj++)
        {
            Span<double> kept = _state.AsSpan(_layout.Belief(obj));
            var before = Pose.From(kept);
            if (reveals)
                _task.RevealedPose(_lane, obj, before).WriteTo(kept);
            else if (!IsRevealed)
                _task.ChangedBelief(_lane, obj, before).WriteTo(kept);
            if (changes)
                _task.ChangeMemory(_lane, obj, Pose.From(kept), anew: false, _state.AsSpan(_layout.Memory(obj)));
        }

        if (reveals)
        {
            _state.AsSpan(_layout.Revealed)[0] = 1;
            _task.RevealedHint(_lane).WriteTo(_state.AsSpan(_layout.Hint));
        }

        if (reveals || changes)
            Look(contacts);
    }

    /// <summary>Takes over what was set since the last call, within a control step.</summary>
    /// <param name="contacts">The true contacts; null for those of the mirrored poses.</param>
    public void Look(MjContactState? contacts = null)
    {
        _lane.RestoreState(_state);
        if (contacts is { } known)
            _lane.TakeContacts(known);
    }

    /// <inheritdoc/>
    public Pose TruePose(int obj) => _lane.TruePose(obj);

    /// <inheritdoc/>
    public Pose BelievedPose(int obj) => _lane.BelievedPose(obj);

    /// <inheritdoc/>
    public void Observe(Span<float> observation) => _lane.Observe(observation);

    /// <inheritdoc/>
    public Pose TargetOf(ReadOnlySpan<float> action) => _lane.TargetOf(action);

    /// <inheritdoc/>
    public void SaveState(Span<double> state)
    {
        _state.CopyTo(state);
        WorldFromEef.WriteTo(state[_layout.Goal]);
    }

    /// <inheritdoc/>
    public void Dispose() => _lane.Dispose();
}
