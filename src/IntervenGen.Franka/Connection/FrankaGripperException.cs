using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Connection;

/// <summary>An action of the gripper failed or was stopped.</summary>
/// <param name="request">The action.</param>
/// <param name="status">How it ended.</param>
public sealed class FrankaGripperException(GripperRequest request, GripperStatus status)
    : FrankaException($"the gripper's {request} " + (status == GripperStatus.Aborted
        ? "was aborted by a stop or another action"
        : "failed; is something in the fingers' way, and are its numbers in range?"))
{
    /// <summary>The gripper's action that failed.</summary>
    public GripperRequest Request { get; } = request;

    /// <summary>The gripper's status at the end of the action.</summary>
    public GripperStatus Status { get; } = status;
}
