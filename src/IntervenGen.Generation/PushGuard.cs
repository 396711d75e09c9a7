using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>Sees whether a recovery pushes its reference object away, or turns what the hand holds, before the gripper changes.</summary>
/// <remarks>One lane; allocates nothing.</remarks>
/// <param name="maxPush">Largest displacement, metres; 0 for no limit.</param>
internal sealed class PushGuard(double maxPush)
{
    // Metres per radian: about half the length of a part in a hand.
    private const double Lever = 0.05;

    private SubtaskSpec? _subtask;
    private Pose _worldFromReference;
    private Pose? _eefFromHeld;

    /// <summary>A recovery of a subtask begins.</summary>
    public void Begin(IEnvironment environment, int subtask)
    {
        _subtask = environment.Spec.Subtasks[subtask];
        _worldFromReference = environment.TruePose(_subtask.ReferenceObject);
        _eefFromHeld = WaypointPath.HeldIn(environment, _subtask);
    }

    /// <summary>What comes now may move what it likes: the gripper changes.</summary>
    public void End() => _subtask = null;

    /// <summary>Whether more was moved than may be.</summary>
    public bool IsOver(IEnvironment environment)
    {
        if (maxPush == 0 || _subtask is not { } subtask)
            return false;
        double pushed = subtask.HeldObject == subtask.ReferenceObject
            ? 0
            : Between(_worldFromReference, environment.TruePose(subtask.ReferenceObject));
        double turned = _eefFromHeld is { } before && WaypointPath.HeldIn(environment, subtask) is { } now ? Between(before, now) : 0;
        return Math.Max(pushed, turned) > maxPush;
    }

    private static double Between(in Pose before, in Pose now) =>
        (now.Position - before.Position).Length + (Lever * Quat.AngleBetween(before.Orientation, now.Orientation));
}
