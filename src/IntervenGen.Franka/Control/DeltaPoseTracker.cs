using IntervenGen.Core;
using IntervenGen.Franka.Motion;
using IntervenGen.Numerics;

namespace IntervenGen.Franka.Control;

/// <summary>Turns actions, displacements 20 times a second, into a smooth desired pose every millisecond.</summary>
/// <remarks>
/// The desired pose moves as the end effector moved in training, under robosuite's operational-space controller: a unit mass
/// on a spring with the stiffness and damping of <see cref="OperationalSpaceGains"/>, its goal set by each action relative to
/// where it is then. So a policy meets the motion that it has learned, whatever arm follows. A rotation of exactly zero keeps
/// the goal's orientation.
/// Speeds are bounded, goals lie in the box, and what is in the box stays there. Base frame. One thread; allocates nothing.
/// </remarks>
public sealed class DeltaPoseTracker(SafetyLimits limits)
{
    private const double Period = RateLimiter.Period;
    // Radians left of a turn that counts as done: 1.1°.
    private const double SmallTurn = 0.02;

    /// <summary>Desired pose of the end effector, base frame.</summary>
    public Pose Pose { get; private set; } = Pose.Identity;

    /// <summary>Twist of the desired pose, base axes, m/s and rad/s.</summary>
    public Twist Twist { get; private set; }

    /// <summary>Pose that the spring pulls to, base frame.</summary>
    public Pose Goal { get; private set; } = Pose.Identity;

    /// <summary>Puts the desired pose at rest where the end effector is.</summary>
    public void Reset(in Pose baseFromEndEffector)
    {
        Pose = Goal = baseFromEndEffector.Normalized;
        Twist = default;
    }

    /// <summary>Sets the goal by an action, relative to the desired pose.</summary>
    /// <param name="displacement">Metres and radians, base axes, from the present desired pose.</param>
    public void Command(in Twist displacement)
    {
        Quat orientation = displacement.Angular == Vec3.Zero
            ? Goal.Orientation
            : (Quat.Exp(displacement.Angular) * Pose.Orientation).Normalized;
        Goal = new Pose(limits.Inside(Pose.Position + displacement.Linear), orientation);
    }

    /// <summary>Comes to rest: the goal is where the pose is. A turn that is as good as done ends at its goal, so that the hand
    /// stays level.</summary>
    public void Hold()
    {
        bool isTurned = Quat.AngleBetween(Pose.Orientation, Goal.Orientation) < SmallTurn;
        Goal = isTurned ? Goal with { Position = Pose.Position } : Pose;
    }

    /// <summary>Waits for an arm that does not follow: the desired pose stays within reach of the measured one.</summary>
    /// <param name="baseFromMeasured">Measured pose.</param>
    /// <param name="reach">Longest distance, metres.</param>
    /// <param name="turn">Largest angle, radians.</param>
    public void StayNear(in Pose baseFromMeasured, double reach, double turn)
    {
        Vec3 turned = (Pose.Orientation * baseFromMeasured.Orientation.Conjugate).Log();
        if (turned.Length > turn)
        {
            Pose = Pose with { Orientation = (Quat.Exp(turned.LimitedTo(turn)) * baseFromMeasured.Orientation).Normalized };
            Twist = Twist with { Angular = Vec3.Zero };
        }

        Vec3 ahead = Pose.Position - baseFromMeasured.Position;
        double distance = ahead.Length;
        if (distance <= reach)
            return;
        Vec3 outward = ahead * (1 / distance);
        Pose = Pose with { Position = baseFromMeasured.Position + (outward * reach) };
        double speed = Vec3.Dot(Twist.Linear, outward);
        if (speed > 0)
            Twist = Twist with { Linear = Twist.Linear - (outward * speed) };
    }

    /// <summary>Advances the desired pose by one millisecond.</summary>
    public void Advance()
    {
        var left = Twist.Between(Pose, Goal);
        Vec3 linear = Twist.Linear
            + (((left.Linear * OperationalSpaceGains.Stiffness) - (Twist.Linear * OperationalSpaceGains.Damping)) * Period);
        Vec3 angular = Twist.Angular
            + (((left.Angular * OperationalSpaceGains.Stiffness) - (Twist.Angular * OperationalSpaceGains.Damping)) * Period);
        Twist = new Twist(linear.LimitedTo(limits.LinearSpeed), angular.LimitedTo(limits.AngularSpeed));
        Pose next = (Twist * Period).ApplyTo(Pose);
        // An arm that begins outside the box, or was pushed there, comes back at a bounded speed, not in one step.
        bool isInside = limits.Inside(Pose.Position) == Pose.Position;
        Pose = isInside ? next with { Position = limits.Inside(next.Position) } : next;
    }
}
