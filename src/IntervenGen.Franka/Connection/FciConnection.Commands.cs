using System.Text;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;

namespace IntervenGen.Franka.Connection;

// Commands outside motions: each waits for its answer and throws FrankaCommandException when it is refused.
public sealed partial class FciConnection
{
    /// <summary>Sets the thresholds of contacts and collisions.</summary>
    /// <exception cref="FrankaCommandException">The robot refused.</exception>
    public void SetCollisionBehavior(in CollisionBehavior behavior)
    {
        Span<double> numbers = stackalloc double[CollisionBehavior.Count];
        behavior.WriteTo(numbers);
        Set(FciRequest.SetCollisionBehavior, numbers);
    }

    /// <summary>Sets the stiffness of the robot's joint controller.</summary>
    /// <param name="stiffness">0 to 14250 N·m/rad each.</param>
    /// <exception cref="FrankaCommandException">The robot refused.</exception>
    public void SetJointImpedance(JointNumbers stiffness) => Set(FciRequest.SetJointImpedance, stiffness);

    /// <summary>Sets the stiffness of the robot's Cartesian controller.</summary>
    /// <param name="stiffness">10 to 3000 N/m along, 1 to 300 N·m/rad about the stiffness frame's axes.</param>
    /// <exception cref="FrankaCommandException">The robot refused.</exception>
    public void SetCartesianImpedance(AxisNumbers stiffness) => Set(FciRequest.SetCartesianImpedance, stiffness);

    /// <summary>Sets which motions are free while the robot is guided by hand.</summary>
    /// <exception cref="FrankaCommandException">The robot refused.</exception>
    public void SetGuidingMode(GuidingFreedom freedom)
    {
        Span<byte> body = stackalloc byte[GuidingFreedom.Size];
        freedom.Write(body);
        Command(FciRequest.SetGuidingMode, body, _options.CommandTimeout);
    }

    /// <summary>Sets the stiffness frame.</summary>
    /// <param name="endEffectorFromStiffness">The frame in the end effector, metres.</param>
    /// <exception cref="FrankaCommandException">The robot refused.</exception>
    public void SetStiffnessFrame(in Pose endEffectorFromStiffness) => Set(FciRequest.SetEEToK, endEffectorFromStiffness);

    /// <summary>Sets the end effector's frame.</summary>
    /// <param name="nominalFromEndEffector">The frame in the nominal end effector, metres.</param>
    /// <exception cref="FrankaCommandException">The robot refused.</exception>
    public void SetEndEffectorFrame(in Pose nominalFromEndEffector) => Set(FciRequest.SetNEToEE, nominalFromEndEffector);

    /// <summary>Sets the payload beyond the end effector.</summary>
    /// <exception cref="FrankaCommandException">The robot refused.</exception>
    public void SetLoad(in Payload payload)
    {
        Span<double> numbers = stackalloc double[13];
        payload.WriteTo(numbers);
        Set(FciRequest.SetLoad, numbers);
    }

    /// <summary>Sets the robot's own low-passes; up to version 5.</summary>
    /// <param name="jointPosition">Cut-off for joint positions, 1 to 1000 Hz; 1000 is off. So are the others.</param>
    /// <param name="jointVelocity">For joint velocities, Hz.</param>
    /// <param name="pose">For poses, Hz.</param>
    /// <param name="twist">For twists, Hz.</param>
    /// <param name="controller">For the controller's output, Hz.</param>
    /// <exception cref="FrankaCommandException">The robot refused.</exception>
    /// <exception cref="NotSupportedException">Later versions have none.</exception>
    public void SetFilters(double jointPosition, double jointVelocity, double pose, double twist, double controller) =>
        Set(FciRequest.SetFilters, [jointPosition, jointVelocity, pose, twist, controller]);

    /// <summary>A virtual wall that is set on the controller; up to version 5.</summary>
    /// <param name="wall">Its number.</param>
    /// <exception cref="FrankaCommandException">The robot refused.</exception>
    /// <exception cref="NotSupportedException">Later versions have none.</exception>
    public CartesianLimit GetCartesianLimit(int wall)
    {
        Span<byte> body = stackalloc byte[CartesianLimit.RequestSize];
        CartesianLimit.WriteRequest(wall, body);
        return CartesianLimit.Read(Command(FciRequest.GetCartesianLimit, body, _options.CommandTimeout));
    }

    /// <summary>Stops the running motion; does nothing if there is none.</summary>
    /// <exception cref="FrankaCommandException">The robot refused.</exception>
    public void StopMove() => Command(FciRequest.StopMove, [], _options.CommandTimeout);

    /// <summary>Leaves the reflex mode. Takes 0.4 to 16 s on an arm; succeeds at once where nothing is wrong.</summary>
    /// <exception cref="FrankaCommandException">The robot refused, or needs a person.</exception>
    public void AutomaticErrorRecovery() => Command(FciRequest.AutomaticErrorRecovery, [], _options.RecoveryTimeout);

    /// <summary>The robot's model as URDF text.</summary>
    /// <exception cref="FrankaCommandException">The robot refused.</exception>
    /// <exception cref="NotSupportedException">Versions before 8 have none.</exception>
    public string GetRobotModel() =>
        Encoding.UTF8.GetString(Command(FciRequest.GetRobotModel, [], _options.CommandTimeout).AsSpan(1));

    private void Set(FciRequest request, in Pose pose)
    {
        Span<double> matrix = stackalloc double[16];
        ColumnMajor.Write(pose, matrix);
        Set(request, matrix);
    }

    private void Set(FciRequest request, ReadOnlySpan<double> numbers)
    {
        Span<byte> body = stackalloc byte[8 * numbers.Length];
        SetterBody.Write(body, numbers);
        Command(request, body, _options.CommandTimeout);
    }

    private byte[] Command(FciRequest request, ReadOnlySpan<byte> body, TimeSpan wait)
    {
        byte[] answer = _commands.Ask(Version.CommandId(request), body, RobotMessageSize.Answer(request), wait, request.ToString());
        FciStatus status = Version.Status(request, answer[0]);
        return status == FciStatus.Success ? answer : throw new FrankaCommandException(request, status);
    }
}
