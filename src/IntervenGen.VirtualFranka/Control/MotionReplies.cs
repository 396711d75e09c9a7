using IntervenGen.Franka;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>Final answers that have become due since they were last drained.</summary>
/// <param name="MoveEnd">How the running motion ended, or null if it did not end.</param>
/// <param name="IsStopped">Whether a stop has come to its end.</param>
/// <param name="RecoveryEnd">How the running recovery ended, or null if it did not end.</param>
internal readonly record struct MotionReplies(FciStatus? MoveEnd, bool IsStopped, FciStatus? RecoveryEnd);
