using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation.Tests;

/// <summary>A world of forty lines: a point with a pose moves exactly as told, and succeeds by closing its hand on a target.</summary>
/// <param name="succeeds">Whether closing the hand on the target is success; false: nothing is.</param>
/// <param name="reveals">Whether contact reveals the truth.</param>
/// <param name="keepsBelief">Whether the belief stays as it was when contact reveals something.</param>
/// <param name="touch">Distance from the believed target at which something is touched.</param>
internal sealed class PointWorld(
    bool succeeds = true, bool reveals = true, double touch = 0.005, bool keepsBelief = false) : IEnvironment
{
    public const double Reach = 0.02;

    private Pose _eef, _target, _belief;
    private bool _closed, _touched;

    public static TaskSpec Point { get; } = new()
    {
        Name = "point",
        Summary = "reach and close",
        Observations = [new ObservationField("object", 3), new ObservationField("eef", 3)],
        Objects = ["target"],
        Subtasks = [new SubtaskSpec("reach", 0)],
        ActionSize = 7,
        StateSize = 8,
        Horizon = 120,
        ModelHash = "point",
    };

    public TaskSpec Spec => Point;

    public Pose WorldFromEef => _eef;

    public (double First, double Second) Fingers => _closed ? (0, 0) : (1, -1);

    public bool TriggerContact =>
        (_eef.Position - _belief.Position).Length < touch || (_eef.Position - _target.Position).Length < 0.005;

    public Vec3 TriggerPosition => TriggerContact ? _eef.Position : Vec3.Zero;

    public bool IsRevealed => _touched;

    public bool IsSuccess => succeeds && _closed && (_eef.Position - _target.Position).Length < Reach;

    public bool HasDiverged { get; private set; }

    public bool IsRecoverable => _eef.Position.Z > -1;

    public void Reset(in EpisodeKey key)
    {
        CounterRandom scene = key.Stream(RandomPurpose.Scene);
        CounterRandom wrong = key.Stream(RandomPurpose.Corruption);
        _target = new Pose(
            new Vec3(scene.NextDouble(-0.5, 0.5), scene.NextDouble(-0.5, 0.5), scene.NextDouble(-0.5, 0.5)),
            Quat.FromAxisAngle(Vec3.UnitZ, scene.NextDouble(-3, 3)));
        _belief = key.Corrupted ? _target with { Position = _target.Position + new Vec3(wrong.NextDouble(0.1, 0.2), 0, 0) } : _target;
        _eef = new Pose(new Vec3(0, 0, 0.8), Quat.Identity);
        _closed = _touched = false;
        HasDiverged = key.Attempt % 17 == 16;
    }

    public void Step(ReadOnlySpan<float> action)
    {
        _eef = TargetOf(action);
        _closed = action[6] > 0 || (_closed && action[6] == 0);
        if (reveals && TriggerContact && !_touched)
            (_touched, _belief) = (true, keepsBelief ? _belief : _target);
    }

    public void Observe(Span<float> observation)
    {
        Write(_belief.Position, observation);
        Write(_eef.Position, observation[3..]);
    }

    public Pose TruePose(int obj) => _target;

    public Pose BelievedPose(int obj) => _belief;

    public void Believe(int obj, in Pose worldFromObject) => _belief = worldFromObject;

    public bool IsSubtaskDone(int subtask) => IsSuccess;

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

    public void SaveState(Span<double> state)
    {
        _eef.WriteTo(state);
        state[7] = _closed ? 1 : 0;
    }

    public void RestoreState(ReadOnlySpan<double> state) => (_eef, _closed) = (Pose.From(state), state[7] != 0);

    private static void Write(Vec3 v, Span<float> to) => (to[0], to[1], to[2]) = ((float)v.X, (float)v.Y, (float)v.Z);
}
