using IntervenGen.Franka.Model;
using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Motion;

/// <summary>How a motion is run.</summary>
public sealed record MotionOptions
{
    /// <summary>Real-time priority and locked memory of the loop's thread.</summary>
    public RealtimeWish Realtime { get; init; } = RealtimeWish.Prefer;

    /// <summary>Cut-off of the low-pass on commands, hertz; 1000 or more switches it off.</summary>
    public double CutoffFrequency { get; init; } = 100;

    /// <summary>Limits that commands are held to, or null for none.</summary>
    public ArmLimits? RateLimits { get; init; }

    /// <summary>How far the robot may stray from the commanded path.</summary>
    public PoseDeviation PathDeviation { get; init; } = PoseDeviation.Unbounded;

    /// <summary>How far it may stray from the goal.</summary>
    public PoseDeviation GoalDeviation { get; init; } = PoseDeviation.Unbounded;

    /// <summary>From the request until the robot is in the wanted modes.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the last command, or from a stop, until the robot rests and has said so.</summary>
    public TimeSpan EndTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For motions the robot plans itself: fastest joint speeds, rad/s; from version 10 on.</summary>
    public JointNumbers? AsynchronousVelocity { get; init; }
}
