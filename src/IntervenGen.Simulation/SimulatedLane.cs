using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation.Clearance;

namespace IntervenGen.Simulation;

/// <summary>One simulated world with its robot, controller and beliefs.</summary>
/// <remarks>
/// One thread for life. A control step is 25 times (controller → mj_step2 → mj_step1, one native call): kinematics and contacts are
/// therefore current whenever the lane is looked at, at no extra cost. Nothing allocates after construction.
/// </remarks>
public sealed partial class SimulatedLane : IEnvironment, IDisposable
{
    /// <summary>Number of physics substeps of a control step: 20 Hz control over 2 ms physics.</summary>
    public const int SubstepsPerStep = 25;

    private readonly SimulatedTask _task;
    private readonly SteppingMode _stepping;
    private readonly LaneBeliefs _beliefs;
    private readonly GripLoss? _gripLoss;
    private readonly double[] _rawPositions, _counters, _torque, _wrench;
    private MjData _data;
    private OperationalSpaceController _controller;
    private Gripper _gripper;
    private MjField _qpos, _qvel, _warmstart, _ctrl, _mocapPosition, _mocapQuaternion, _bodyPosition, _bodyQuaternion, _time;
    private MjField? _sensors;
    private LaneClearance? _clearance;
    private LaneMotion? _motion;
    private MjContactState _contacts;
    private Vec3 _hint;
    private bool _revealed, _diverged;
    private ControlTape _tape;

    /// <summary>Creates the lane; call it on the thread that will use it.</summary>
    /// <param name="task">The task, shared by all lanes.</param>
    /// <param name="stepping">How the lane chooses its substeps.</param>
    public SimulatedLane(SimulatedTask task, SteppingMode stepping = SteppingMode.Fixed)
    {
        ArgumentNullException.ThrowIfNull(task);
        _task = task;
        _stepping = stepping;
        _layout = LaneStateLayout.Of(task, task.Spec.Objects.Count);
        (_counters, _torque, _wrench) =
            (new double[task.CounterCount], new double[task.Arm.Joints], new double[task.Wrist?.StateSize ?? 0]);
        _beliefs = new LaneBeliefs(task, this);
        _gripLoss = task.DropChance > 0 ? new GripLoss(task.FreeObjects, task.BeginsInHand) : null;
        _rawPositions = new double[task.Model.Size("nq")];
        (_data, _controller, _gripper) = Bind();
    }

    /// <inheritdoc/>
    public TaskSpec Spec => _task.Spec;

    /// <summary>The world's mjData, for tasks, renderers and tests.</summary>
    public MjData Data => _data;

    /// <summary>The controller of the arm.</summary>
    public OperationalSpaceController Controller => _controller;

    /// <summary>Generalised positions (<c>qpos</c>), shape [nq]; aliases mjData.</summary>
    public Span<double> Positions => _qpos.Span;

    /// <summary>Generalised velocities (<c>qvel</c>), shape [nv]; aliases mjData.</summary>
    public ReadOnlySpan<double> Velocities => _qvel.Span;

    /// <summary>Components of the model's sensors after the last physics substep, shape [nsensordata]; aliases mjData.</summary>
    public ReadOnlySpan<double> Sensors => _sensors is { } sensors ? sensors.Span : [];

    /// <summary>Contacts accumulated over the last control step.</summary>
    public ref readonly MjContactState Contacts => ref _contacts;
    internal void TakeContacts(in MjContactState contacts) => _contacts = contacts;

    /// <inheritdoc/>
    public Pose WorldFromEef => _controller.Measured;

    /// <inheritdoc/>
    public (double First, double Second) Fingers =>
        (_qpos.Span[_task.Arm.FingerPositionAddress[0]], _qpos.Span[_task.Arm.FingerPositionAddress[1]]);

    /// <inheritdoc/>
    public bool TriggerContact => _task.IsTriggered(this);

    /// <inheritdoc/>
    public Vec3 TriggerPosition => _contacts.TriggerCount == 0
        ? Vec3.Zero
        : new Vec3(_contacts.PositionSumX, _contacts.PositionSumY, _contacts.PositionSumZ) * (1.0 / _contacts.TriggerCount);

    /// <inheritdoc/>
    public bool IsRevealed => _revealed;

    /// <summary>What contact revealed besides poses (<see cref="SimulatedTask.RevealedHint"/>); zero before the trigger fired.</summary>
    public Vec3 Hint => _hint;

    /// <summary>The task's counters of control steps, shape [<see cref="SimulatedTask.CounterCount"/>]; 0 at a reset.</summary>
    public ReadOnlySpan<double> Counters => _counters;

    /// <summary>What is remembered of a belief, shape [<see cref="SimulatedTask.BeliefMemorySize"/>]; aliases the lane.</summary>
    public Span<double> BeliefMemory(int obj) => _beliefs.Memory(obj);

    /// <summary>What the wrist feels, shape [<see cref="WristSensor.StateSize"/>], empty without a sensor; aliases the lane.</summary>
    public Span<double> Wrench => _wrench;

    /// <inheritdoc/>
    public bool IsSuccess => !_diverged && _task.IsSuccess(this);

    /// <inheritdoc/>
    public bool HasDiverged => _diverged;

    /// <inheritdoc/>
    public bool IsRecoverable => !_diverged && _task.IsRecoverable(this);

    /// <inheritdoc/>
    public bool IsSubtaskDone(int subtask) => !_diverged && _task.IsSubtaskDone(this, subtask);

    /// <inheritdoc/>
    public IMotionModel Motion => _motion ??= new LaneMotion(this, _task);

    /// <inheritdoc/>
    public Pose TruePose(int obj) => _task.TruePose(this, obj);

    /// <inheritdoc/>
    public Pose BelievedPose(int obj) => _beliefs.Of(obj);

    /// <inheritdoc/>
    public void Believe(int obj, in Pose worldFromObject) => _beliefs.Set(obj, worldFromObject);

    /// <inheritdoc/>
    public void Observe(Span<float> observation) => _task.Observe(this, observation);

    /// <summary>Pose of a body, world frame; kinematics are current.</summary>
    public Pose BodyPose(int body) =>
        new(Vec3.From(_bodyPosition.Span[(3 * body)..]), Quat.From(_bodyQuaternion.Span[(4 * body)..]));

    /// <summary>Moves a mocap body; takes effect when kinematics are next computed.</summary>
    public void SetMocap(int mocap, in Pose worldFromBody)
    {
        worldFromBody.Position.WriteTo(_mocapPosition.Span[(3 * mocap)..]);
        worldFromBody.Orientation.WriteTo(_mocapQuaternion.Span[(4 * mocap)..]);
    }

    /// <summary>Sets the gripper's commanded opening directly: 1 open, −1 closed.</summary>
    public void SetGripperOpening(double opening)
    {
        _gripper.Opening = opening;
        _gripper.Apply();
    }

    /// <summary>Recomputes kinematics and contacts after positions were changed.</summary>
    /// <remarks>
    /// MuJoCo normalises the quaternions in qpos here, and normalising twice can change the last bit. A saved state
    /// therefore holds the positions from before, so that restoring it repeats exactly this computation.
    /// </remarks>
    public void Refresh()
    {
        _qpos.Span.CopyTo(_rawPositions);
        _data.Step1();
        _prepared = SubstepLength.Short;
    }

    /// <inheritdoc/>
    public void Reset(in EpisodeKey key)
    {
        Renew();
        (_diverged, _revealed, _hint) = (false, false, Vec3.Zero);
        Array.Clear(_counters);
        Array.Clear(_wrench);
        _data.Reset();
        _task.PlaceScene(this, key);
        Refresh();
        for (int i = 0; i < _task.Arm.Joints; i++)
            _controller.RestPosture[i] = _qpos.Span[_task.Arm.PositionAddress[i]];
        Pose start = _controller.Measured;
        _controller.SetGoal(start with { Orientation = _task.HeldOrientation ?? start.Orientation });
        for (int step = 0; step < _task.SettleSteps; step++)
            Advance(_task.SettleGripper);
        SenseContacts();
        _beliefs.Sample(key);
        _gripLoss?.Begin(key, _task.DropChance);
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<float> action)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(action.Length, Spec.ActionSize);
        action = action[..Spec.ActionSize];
        if (_diverged)
            return;
        _controller.Command(action);
        float gripper = action[Spec.ActionSize - 1];
        Advance(_gripLoss?.Command(this, gripper) ?? gripper);
        if (_counters.Length > 0 && !_diverged)
            _task.Count(this, _counters);
        if (!_revealed && _task.SensesContact && TriggerContact)
            Reveal();
        if (_task.HasChangingBeliefs && (!_revealed || _task.ErrsAfterReveal))
            _beliefs.Change();
    }

    /// <inheritdoc/>
    public void Look()
    {
        if (!_revealed && !_task.SensesContact)
            Reveal();
    }

    /// <inheritdoc/>
    public void ActionToward(in Pose worldFromTarget, float gripper, Span<float> action)
    {
        action = action[..Spec.ActionSize];
        OperationalSpaceController.Unscale(_controller.Measured, worldFromTarget, action);
        action[^1] = gripper;
    }

    /// <inheritdoc/>
    public Pose TargetOf(ReadOnlySpan<float> action) => OperationalSpaceController.Scale(action).ApplyTo(_controller.Measured);

    /// <summary>Records the controls of every following substep, for benchmarks: they repeat the motion without the lane.</summary>
    /// <param name="tape">Buffer for the rows, shape [substeps × nu], overflow is an error; null stops recording.</param>
    /// <param name="start">Index of the first row to write.</param>
    public void RecordControls(double[]? tape, int start) => _tape = new ControlTape(tape, start);

    /// <inheritdoc/>
    public void Dispose() => _task.Worlds.Put(_data);

    // The present contacts alone, without those of the substeps before.
    private void SenseContacts()
    {
        _contacts = default;
        _data.AccumulateContacts(_task.GeomGroups, _task.TriggerPairs, ref _contacts);
    }

    private void Reveal()
    {
        _revealed = true;
        _beliefs.Reveal();
        _hint = _task.RevealedHint(this);
    }

    // A native error or a warning ends the episode as diverged: a failed rollout is data, and the next reset starts clean.
    private void Advance(float gripperCommand)
    {
        SubstepLength length = Choose(gripperCommand);
        _stepsTaken[(int)length]++;
        _contacts = default;
        try
        {
            Span<double> control = _ctrl.Span;
            ReadOnlySpan<int> motors = _task.Arm.TorqueActuator;
            ulong trigger = _task.TriggerPairs;
            MjModel model = _task.ModelFor(length);
            Prepare(length, model);
            for (int substep = 0; substep < SubstepsOf[(int)length]; substep++)
            {
                _gripper.Advance(gripperCommand);
                _controller.Compute(_torque);
                for (int joint = 0; joint < motors.Length; joint++)
                    control[motors[joint]] = _torque[joint];
                _tape.Keep(control);
                _data.Advance(model, _rawPositions, _task.GeomGroups, trigger, ref _contacts);
                _task.Wrist?.Filter(this, TimestepOf(length), _wrench);
            }

            _diverged |= _data.WarningCount > 0 || !double.IsFinite(_qpos.Span[_task.Arm.PositionAddress[0]]);
        }
        catch (NativeException)
        {
            _diverged = true;
        }
    }

    // An error of MuJoCo leaves its data in no known state.
    private void Renew()
    {
        if (!_data.IsPoisoned)
            return;
        _task.Worlds.Put(_data);
        (_data, _controller, _gripper) = Bind();
    }

    private (MjData Data, OperationalSpaceController Controller, Gripper Gripper) Bind() => _task.Worlds.Get(Bind);

    private (MjData Data, OperationalSpaceController Controller, Gripper Gripper) Bind(MjData data)
    {
        _qpos = data.Doubles("qpos");
        _qvel = data.Doubles("qvel");
        _warmstart = data.Doubles("qacc_warmstart");
        _ctrl = data.Doubles("ctrl");
        _mocapPosition = data.Doubles("mocap_pos");
        _mocapQuaternion = data.Doubles("mocap_quat");
        _bodyPosition = data.Doubles("xpos");
        _bodyQuaternion = data.Doubles("xquat");
        _time = data.Doubles("time");
        _motion = null;
        _clearance = _stepping == SteppingMode.Adaptive
            ? new LaneClearance(_task.Pairs, _task.FreeObjects, data, _task.Arm.GripSite)
            : null;
        _sensors = _task.Model.Size("nsensordata") > 0 ? data.Doubles("sensordata") : null;
        return (data, new OperationalSpaceController(_task.Arm, data), new Gripper(_ctrl, _task.Arm));
    }
}
