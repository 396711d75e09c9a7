using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Connection;

/// <summary>An action of the gripper failed or was stopped.</summary>
/// <param name="request">The action.</param>
/// <param name="status">How it ended.</param>
public sealed class FrankaGripperException(GripperRequest request, GripperStatus status)
    : FrankaException($"the gripper's {request} {(status == GripperStatus.Aborted ? "was aborted by a stop or another action" : "failed; is something in the fingers' way, and are its numbers in range?")}")
{
    /// <summary>The action.</summary>
    public GripperRequest Request { get; } = request;

    /// <summary>How it ended.</summary>
    public GripperStatus Status { get; } = status;
}
