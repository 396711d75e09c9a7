namespace IntervenGen.VirtualFranka.Control;

/// <summary>The elbow of a seven-joint arm as Franka describes it: the angle of joint 3 and the side that joint 4 is on.</summary>
internal static class ArmElbow
{
    /// <summary>Index of the joint whose angle is the elbow's: joint 3.</summary>
    public const int Joint = 2;

    // Joint 4 at which the elbow flips, radians: q_elbow_flip in the documentation of libfranka's RobotState.
    private const double FlipAngle = -0.467002423653011;
    private const int FlipJoint = 3;

    /// <summary>1 above the flip, −1 below it, 0 on it.</summary>
    /// <param name="positions">Joint positions, shape [7], rad.</param>
    public static double Sign(ReadOnlySpan<double> positions) => Math.Sign(positions[FlipJoint] - FlipAngle);
}
