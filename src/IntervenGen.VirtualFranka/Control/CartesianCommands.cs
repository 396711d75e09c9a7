using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>Poses and twists of a client, checked and turned into joint positions by inverse kinematics.</summary>
/// <remarks>Each method gives the flag that a command raises. One thread; allocates nothing after construction.</remarks>
internal sealed class CartesianCommands(
    FrankaArm arm, RobotSettings settings, CommandRules rules, JointReference reference, CartesianReference cartesian,
    DesiredMotion desired)
{
    private const int Joints = FrankaArm.Joints;

    private readonly InverseKinematics _inverse = new(arm);
    private readonly double[] _positions = new double[Joints], _velocities = new double[Joints];
    private bool _hasElbow;

    /// <summary>Takes a commanded pose: checks it and moves the references.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isFirst">Whether it is the motion's first: it must be where the robot stands.</param>
    public RobotErrorFlag AcceptPose(RobotCommand command, bool isFirst)
    {
        if (!RobotSettings.IsPose(command.BaseFromEndEffector))
            return RobotErrorFlag.InvalidFrame;
        Pose pose = ColumnMajor.ToPose(command.BaseFromEndEffector);
        if (isFirst)
        {
            var off = Twist.Between(desired.BaseFromEndEffector(), pose);
            if (!(off.Linear.Length <= CommandRules.StartTolerance && off.Angular.Length <= CommandRules.StartTolerance))
                return RobotErrorFlag.CartesianStartPose;
            return Begin(pose, command);
        }

        (Twist twist, Twist acceleration) = cartesian.To(pose);
        RobotErrorFlag flag = rules.Cartesian(cartesian, twist, acceleration, isVelocityMotion: false);
        if (flag == RobotErrorFlag.None)
            flag = CheckElbow(command);
        if (flag != RobotErrorFlag.None)
            return flag;
        cartesian.MoveTo(pose);
        return MoveOn(command);
    }

    /// <summary>Takes a commanded twist: checks it and moves the references.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isFirst">Whether it is the motion's first.</param>
    public RobotErrorFlag AcceptTwist(RobotCommand command, bool isFirst)
    {
        if (isFirst)
        {
            RobotErrorFlag start = Begin(desired.BaseFromEndEffector(), command);
            if (start != RobotErrorFlag.None)
                return start;
        }

        var twist = new Twist(Vec3.From(command.Twist), Vec3.From(command.Twist[3..]));
        RobotErrorFlag flag = rules.Cartesian(cartesian, twist, cartesian.To(twist), isVelocityMotion: true);
        if (flag == RobotErrorFlag.None)
            flag = CheckElbow(command);
        if (flag != RobotErrorFlag.None)
            return flag;
        cartesian.MoveAt(twist);
        return MoveOn(command);
    }

    /// <summary>Extrapolates a command that did not come.</summary>
    public RobotErrorFlag Extrapolate()
    {
        cartesian.Extrapolate(_hasElbow);
        return Solve();
    }

    /// <summary>Checks whether standing still from here on is as smooth as any other command.</summary>
    /// <param name="isVelocityMotion">Whether twists were commanded.</param>
    public RobotErrorFlag CheckRest(bool isVelocityMotion) =>
        rules.Cartesian(cartesian, default, cartesian.To(default(Twist)), isVelocityMotion);

    private RobotErrorFlag Begin(in Pose pose, RobotCommand command)
    {
        _hasElbow = command.HasElbow;
        if (_hasElbow && !(Math.Abs(command.Elbow[0] - reference.Position[ArmElbow.Joint]) <= CommandRules.StartTolerance))
            return RobotErrorFlag.StartElbow;
        if (_hasElbow && command.Elbow[1] != ArmElbow.Sign(reference.Position))
            return RobotErrorFlag.StartElbowSign;
        cartesian.Hold(pose, _hasElbow ? command.Elbow[0] : reference.Position[ArmElbow.Joint]);
        reference.Position.CopyTo(_positions);
        if (!_inverse.TrySolve(pose, settings.FlangeFromEndEffector, _hasElbow ? cartesian.Elbow : null, _positions))
            return RobotErrorFlag.CartesianStartPose;
        reference.Hold(_positions);
        return RobotErrorFlag.None;
    }

    private RobotErrorFlag CheckElbow(RobotCommand command) => _hasElbow
        ? rules.Elbow(cartesian, command.Elbow[0], command.Elbow[1], ArmElbow.Sign(reference.Position))
        : RobotErrorFlag.None;

    private RobotErrorFlag MoveOn(RobotCommand command)
    {
        if (_hasElbow)
            cartesian.MoveElbow(command.Elbow[0]);
        return Solve();
    }

    private RobotErrorFlag Solve()
    {
        reference.Position.CopyTo(_positions);
        if (!_inverse.TrySolve(cartesian.Pose, settings.FlangeFromEndEffector, _hasElbow ? cartesian.Elbow : null, _positions))
            return RobotErrorFlag.InverseJointVelocityDiscontinuity;
        for (int i = 0; i < Joints; i++)
            _velocities[i] = (_positions[i] - reference.Position[i]) / JointReference.Period;
        RobotErrorFlag flag = rules.Joints(reference, _positions, _velocities, isVelocityMotion: false, isInverse: true);
        if (flag == RobotErrorFlag.None)
            reference.MoveTo(_positions);
        return flag;
    }
}
