using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation.Tests;

/// <summary>A world of two subtasks: close the hand on an item, carry it to a goal and open there.</summary>
/// <param name="slips">Whether the item slips from the hand once before it arrives, and falls.</param>
internal sealed class CarryWorld(bool slips = false) : IEnvironment
{
    public const int Item = 0, Goal = 1;

    private const double Reach = 0.02, SlipsNear = 0.25;

    private Pose _eef, _item, _goal, _belief, _eefFromItem;
    private bool _closed, _held, _revealed, _slipped;

    public static TaskSpec Carry { get; } = new()
    {
        Name = "carry",
        Summary = "close, carry and open",
        Observations = [new ObservationField("item", 3), new ObservationField("goal", 3), new ObservationField("eef", 4)],
        Objects = ["item", "goal"],
        Subtasks =
        [
            new SubtaskSpec("take", Item) { HandMayTurn = true, ReplayStart = new ReplayStart(0.05, 0.05) },
            new SubtaskSpec("bring", Goal) { HeldObject = Item },
        ],
        ActionSize = 7,
        StateSize = 7,
        Horizon = 300,
        ModelHash = "carry",
    };

    public TaskSpec Spec => Carry;

    public Pose WorldFromEef => _eef;

    public (double First, double Second) Fingers => _held ? (0.5, -0.5) : _closed ? (0, 0) : (1, -1);

    public bool TriggerContact => _closed && !_held;

    public Vec3 TriggerPosition => Vec3.Zero;

    public bool IsRevealed => _revealed;

    public bool IsSuccess => !_held && (_item.Position - _goal.Position).Length < Reach;

    public bool HasDiverged => false;

    public bool IsRecoverable => true;

    public void Reset(in EpisodeKey key)
    {
        CounterRandom scene = key.Stream(RandomPurpose.Scene);
        _item = new Pose(
            new Vec3(scene.NextDouble(-0.3, 0.3), scene.NextDouble(-0.3, 0.3), 0), Quat.FromAxisAngle(Vec3.UnitZ, scene.NextDouble(-3, 3)));
        _goal = new Pose(new Vec3(0.8, scene.NextDouble(-0.3, 0.3), 0.2), Quat.Identity);
        _belief = key.Corrupted ? _item with { Position = _item.Position + new Vec3(0, 0.15, 0) } : _item;
        _eef = new Pose(new Vec3(0, 0, 0.4), Quat.Identity);
        _closed = _held = _revealed = _slipped = false;
    }

    public void Step(ReadOnlySpan<float> action)
    {
        _eef = TargetOf(action);
        bool close = action[6] > 0;
        if (close && !_closed && (_eef.Position - _item.Position).Length < Reach)
            (_held, _eefFromItem) = (true, _eef.Inverse() * _item);
        _closed = close;
        _held &= close;
        if (_held)
            _item = (_eef * _eefFromItem).Normalized;
        if (slips && _held && !_slipped && (_item.Position - _goal.Position).Length < SlipsNear)
            (_slipped, _held, _item) = (true, false, new Pose(_item.Position with { Z = 0 }, _item.Orientation));
        if (TriggerContact && !_revealed)
            (_revealed, _belief) = (true, _item);
        if (_held || _revealed)
            _belief = _item;
    }

    public void Observe(Span<float> observation)
    {
        Write(_belief.Position, observation);
        Write(_goal.Position, observation[3..]);
        Write(_eef.Position, observation[6..]);
        observation[9] = (float)Fingers.First;
    }

    public Pose TruePose(int obj) => obj == Item ? _item : _goal;

    public Pose BelievedPose(int obj) => obj == Item ? _belief : _goal;

    public void Believe(int obj, in Pose worldFromObject)
    {
        if (obj == Item)
            _belief = worldFromObject;
    }

    public bool IsSubtaskDone(int subtask) => subtask == 0 ? _held || IsSuccess : IsSuccess;

    public void ActionToward(in Pose worldFromTarget, float gripper, Span<float> action)
    {
        var delta = Twist.Between(_eef, worldFromTarget);
        Write(delta.Linear * 10, action);
        Write(delta.Angular, action[3..]);
        for (int i = 0; i < 6; i++)
            action[i] = Math.Clamp(action[i], -1, 1);
        action[6] = gripper;
    }

    public Pose TargetOf(ReadOnlySpan<float> action) => new Twist(
        new Vec3(action[0], action[1], action[2]) * 0.1, new Vec3(action[3], action[4], action[5])).ApplyTo(_eef);

    public void SaveState(Span<double> state) => _eef.WriteTo(state);

    public void RestoreState(ReadOnlySpan<double> state) => _eef = Pose.From(state);

    private static void Write(Vec3 v, Span<float> to) => (to[0], to[1], to[2]) = ((float)v.X, (float)v.Y, (float)v.Z);
}

/// <summary>One worker, this thread, and one lane.</summary>
internal sealed class OneLane(IEnvironment lane) : IBatchEnvironment
{
    public TaskSpec Spec => lane.Spec;

    public int WorkerCount => 1;

    public int LaneCount => 1;

    public void Dispatch(Action<int, IReadOnlyList<IEnvironment>> work) => work(0, [lane]);

    public void Dispose()
    {
    }
}

/// <summary>
/// Turns the hand to the item's yaw, takes it from above and brings it to the goal; may turn the hand in every step of carrying.
/// </summary>
internal sealed class CarryOperator(double turn = 0) : IOperator
{
    private int _steps;

    public string Label => "scripted";

    public void Begin(IEnvironment environment, in EpisodeKey key) => _steps = 0;

    public bool WantsControl(IEnvironment environment) => environment.IsRevealed;

    public bool Act(IEnvironment environment, Span<float> action)
    {
        Pose item = environment.TruePose(CarryWorld.Item), goal = environment.TruePose(CarryWorld.Goal), eef = environment.WorldFromEef;
        if (environment.IsSuccess || _steps++ > 200)
            return false;
        bool held = environment.Fingers.First == 0.5;
        Vec3 aside = (item.Position - eef.Position) with { Z = 0 };
        Vec3 wanted = held ? goal.Position : item.Position with { Z = aside.Length < 0.01 ? 0 : 0.1 };
        Vec3 step = (wanted - eef.Position).LimitedTo(0.03);
        // A hand that closed on nothing opens first.
        bool isEmpty = environment.Fingers.First == 0;
        bool close = held ? (goal.Position - item.Position).Length > 0.005 : !isEmpty && (item.Position - eef.Position).Length < 0.005;
        Quat orientation = held ? (Quat.FromAxisAngle(Vec3.UnitZ, turn) * eef.Orientation).Normalized : item.Orientation;
        environment.ActionToward(new Pose(eef.Position + step, orientation), close ? 1 : -1, action);
        return true;
    }
}

/// <summary>Does the same from what it observes.</summary>
internal sealed class CarryPolicy : IBatchPolicy, IPolicySession
{
    private readonly float[] _observation = new float[10];
    private readonly float[] _action = new float[7];

    public int ObservationSize => 10;

    public int ActionSize => 7;

    public int Rows => 1;

    public IPolicySession CreateSession(int rows) => this;

    public Span<float> Observation(int row) => _observation;

    public ReadOnlySpan<float> Action(int row) => _action;

    public void Begin(int row, in EpisodeKey key)
    {
    }

    public void Infer(ReadOnlySpan<int> active)
    {
        ReadOnlySpan<float> o = _observation;
        bool held = o[9] == 0.5f;
        int to = held ? 3 : 0;
        double left = 0;
        _action.AsSpan().Clear();
        for (int i = 0; i < 3; i++)
        {
            _action[i] = Math.Clamp((o[to + i] - o[6 + i]) * 10, -0.4f, 0.4f);
            left += Math.Abs(o[to + i] - o[6 + i]);
        }

        _action[6] = held ? (left > 0.005 ? 1 : -1) : left < 0.005 && o[9] == 1 ? 1 : -1;
    }

    public void Dispose()
    {
    }
}
