using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>The last pose commanded or made up, with twist and acceleration by backward differences; and the elbow's.</summary>
internal sealed class CartesianReference
{
    private const double Period = JointReference.Period;

    public Pose Pose { get; private set; } = Pose.Identity;

    public Twist Twist { get; private set; }

    public Twist Acceleration { get; private set; }

    public double Elbow { get; private set; }

    public double ElbowVelocity { get; private set; }

    public double ElbowAcceleration { get; private set; }

    /// <summary>Puts pose and elbow to rest.</summary>
    public void Hold(in Pose baseFromEndEffector, double elbow)
    {
        Pose = baseFromEndEffector;
        Twist = default;
        Acceleration = default;
        Elbow = elbow;
        ElbowVelocity = ElbowAcceleration = 0;
    }

    /// <summary>Shows where a joint motion is; its accelerations are not worked out.</summary>
    public void Show(in Pose baseFromEndEffector, in Twist twist, double elbow, double elbowVelocity, double elbowAcceleration)
    {
        Pose = baseFromEndEffector;
        Twist = twist;
        Acceleration = default;
        (Elbow, ElbowVelocity, ElbowAcceleration) = (elbow, elbowVelocity, elbowAcceleration);
    }

    /// <summary>The twist and acceleration that a pose would mean.</summary>
    public (Twist Twist, Twist Acceleration) To(in Pose pose)
    {
        Twist twist = Numerics.Twist.Between(Pose, pose) * (1 / Period);
        return (twist, Difference(twist, Twist));
    }

    /// <summary>The acceleration that a twist would mean.</summary>
    public Twist To(in Twist twist) => Difference(twist, Twist);

    public void MoveTo(in Pose pose)
    {
        (Twist, Acceleration) = To(pose);
        Pose = pose;
    }

    public void MoveAt(in Twist twist)
    {
        Acceleration = To(twist);
        Twist = twist;
        Pose = (twist * Period).ApplyTo(Pose);
    }

    public void MoveElbow(double elbow)
    {
        double velocity = (elbow - Elbow) / Period;
        ElbowAcceleration = (velocity - ElbowVelocity) / Period;
        ElbowVelocity = velocity;
        Elbow = elbow;
    }

    /// <summary>Makes up a command that did not come: the last acceleration goes on.</summary>
    public void Extrapolate(bool withElbow)
    {
        Twist = new Twist(
            Twist.Linear + (Acceleration.Linear * Period),
            Twist.Angular + (Acceleration.Angular * Period));
        Pose = (Twist * Period).ApplyTo(Pose);
        if (!withElbow)
            return;
        ElbowVelocity += ElbowAcceleration * Period;
        Elbow += ElbowVelocity * Period;
    }

    private static Twist Difference(in Twist now, in Twist before) =>
        new((now.Linear - before.Linear) * (1 / Period), (now.Angular - before.Angular) * (1 / Period));
}
