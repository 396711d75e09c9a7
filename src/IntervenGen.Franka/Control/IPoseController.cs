using IntervenGen.Numerics;

namespace IntervenGen.Franka.Control;

/// <summary>Makes joint torques that bring the end effector to a desired pose.</summary>
/// <remarks>Gravity is the robot's own affair; Coriolis torques are added here. One thread; allocates nothing after construction.</remarks>
public interface IPoseController
{
    /// <summary>Stiffness along, N/m: how far the desired pose may lead follows from it and the pulling force.</summary>
    double LinearStiffness { get; }

    /// <summary>Begins at a state.</summary>
    void Reset(RobotState state);

    /// <summary>Torques for one millisecond.</summary>
    /// <param name="state">Measured.</param>
    /// <param name="baseFromDesired">Desired pose of the end effector.</param>
    /// <param name="desiredTwist">Its twist, base axes.</param>
    /// <param name="torques">Result, shape [7], N·m, without gravity.</param>
    void Compute(RobotState state, in Pose baseFromDesired, in Twist desiredTwist, Span<double> torques);
}
