using IntervenGen.Numerics;

namespace IntervenGen.Core;

/// <summary>Orientations of the grip frame, which actions move, and of the hand's frame, which observations carry.</summary>
/// <remarks>
/// The grip frame is robosuite's <c>grip_site</c>: z out between the fingers, x along their stroke. The hand's frame is the
/// one of <c>eef_quat</c>: the grip frame turned by +90° about its z axis.
/// </remarks>
public static class GripFrame
{
    /// <summary>Orientation of the hand's frame in the grip frame.</summary>
    public static Quat FromHand { get; } = Quat.FromAxisAngle(Vec3.UnitZ, Math.PI / 2);

    /// <summary>The grip frame with the hand pointing straight down, as at robosuite's reset, world frame.</summary>
    public static Quat Down { get; } = Quat.FromMatrix([0, 1, 0, 1, 0, 0, 0, 0, -1]);

    /// <summary>The hand's frame pointing straight down, world frame.</summary>
    public static Quat HandDown { get; } = (Down * FromHand).Normalized;
}
