namespace IntervenGen.VirtualFranka.Control;

/// <summary>The error flags that the virtual robot raises, by their number on the wire.</summary>
internal enum RobotErrorFlag
{
    /// <summary>No rule is broken.</summary>
    None = -1,

    JointPositionLimits = 0,
    SelfCollision = 2,
    JointVelocity = 3,
    CartesianVelocity = 4,
    JointReflex = 6,
    CartesianReflex = 7,
    MaxGoalDeviation = 8,
    MaxPathDeviation = 9,
    JointStartPose = 11,
    JointMotionPositionLimits = 12,
    JointMotionVelocityLimits = 13,
    JointMotionVelocityDiscontinuity = 14,
    JointMotionAccelerationDiscontinuity = 15,
    CartesianStartPose = 16,
    ElbowLimit = 17,
    CartesianMotionVelocityLimits = 18,
    CartesianMotionVelocityDiscontinuity = 19,
    CartesianMotionAccelerationDiscontinuity = 20,
    ElbowSign = 21,
    StartElbow = 22,
    StartElbowSign = 24,
    CommunicationConstraints = 25,
    InverseJointPositionLimits = 27,
    InverseJointVelocityLimits = 28,
    InverseJointVelocityDiscontinuity = 29,
    InverseJointAccelerationDiscontinuity = 30,
    InvalidFrame = 31,
    TorqueDiscontinuity = 32,
    TorqueRange = 34,
    Instability = 35,
}
