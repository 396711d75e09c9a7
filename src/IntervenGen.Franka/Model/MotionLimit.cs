namespace IntervenGen.Franka.Model;

/// <summary>Speed, acceleration and jerk of a motion in space.</summary>
/// <param name="Velocity">Metres or radians per second.</param>
/// <param name="Acceleration">Per second².</param>
/// <param name="Jerk">Per second³.</param>
public readonly record struct MotionLimit(double Velocity, double Acceleration, double Jerk);
