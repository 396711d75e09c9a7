namespace IntervenGen.VirtualFranka;

/// <summary>Numbers of the error flags that the virtual robot raises.</summary>
internal static class RobotErrorFlag
{
    public const int JointPositionLimits = 0;
    public const int JointVelocity = 3;
    public const int CartesianVelocity = 4;
    public const int JointReflex = 6;
    public const int CartesianReflex = 7;
    public const int MaxGoalDeviation = 8;
    public const int MaxPathDeviation = 9;
    public const int JointStartPose = 11;
    public const int JointMotionPositionLimits = 12;
    public const int JointMotionVelocityLimits = 13;
    public const int JointMotionVelocityDiscontinuity = 14;
    public const int JointMotionAccelerationDiscontinuity = 15;
    public const int CartesianStartPose = 16;
    public const int ElbowLimit = 17;
    public const int CartesianMotionVelocityLimits = 18;
    public const int CartesianMotionVelocityDiscontinuity = 19;
    public const int CartesianMotionAccelerationDiscontinuity = 20;
    public const int ElbowSign = 21;
    public const int StartElbow = 22;
    public const int CommunicationConstraints = 25;
    public const int InverseJointPositionLimits = 27;
    public const int InverseJointVelocityLimits = 28;
    public const int InverseJointVelocityDiscontinuity = 29;
    public const int InverseJointAccelerationDiscontinuity = 30;
    public const int InvalidFrame = 31;
    public const int TorqueDiscontinuity = 32;
    public const int TorqueRange = 34;
}
