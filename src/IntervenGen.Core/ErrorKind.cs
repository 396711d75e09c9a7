namespace IntervenGen.Core;

/// <summary>How what the robot believes of an object is wrong, where beliefs are to be wrong.</summary>
/// <remarks>The magnitudes of all but the task's own are in the README of <c>IntervenGen.Tasks</c>.</remarks>
public enum ErrorKind
{
    /// <summary>As the task describes it; for the built-in tasks, an offset that stays.</summary>
    Own = 0,

    /// <summary>Nearly right at first, then wrong by more and more: a constant velocity and a random walk.</summary>
    Drift = 1,

    /// <summary>A camera at the wrist whose pictures are old when they arrive.</summary>
    Delay = 2,

    /// <summary>A camera at the wrist that loses the object for a while, and whose last measurement is held.</summary>
    Dropout = 3,

    /// <summary>The scene seems turned about the robot's base: a wrong yaw in a calibration.</summary>
    Yaw = 4,

    /// <summary>Distances from the robot's base seem longer or shorter than they are.</summary>
    Scale = 5,

    /// <summary>One of these and of the task's own, drawn for every episode.</summary>
    Mixture = 6,
}
