using IntervenGen.Numerics;

namespace IntervenGen.Franka.Model;

/// <summary>Where an arm's links are, and how the flange moves with the joints.</summary>
/// <param name="arm">The arm.</param>
/// <remarks>Give it joint positions first; then ask. Allocates nothing after construction. One thread at a time.</remarks>
public sealed class ArmKinematics(FrankaArm arm)
{
    private readonly Pose[] _baseFromLink = new Pose[FrankaArm.Joints];

    /// <summary>The arm whose links are placed.</summary>
    public FrankaArm Arm { get; } = arm;

    /// <summary>Links 1 to 7 in the base; z of each is its joint's axis.</summary>
    public ReadOnlySpan<Pose> BaseFromLink => _baseFromLink;

    /// <summary>The flange in the base.</summary>
    public Pose BaseFromFlange => _baseFromLink[^1] * FrankaArm.Link7FromFlange;

    /// <summary>Takes joint positions, shape [7], rad.</summary>
    public void Update(ReadOnlySpan<double> positions)
    {
        Pose baseFromParent = Pose.Identity;
        for (int i = 0; i < FrankaArm.Joints; i++)
        {
            var turn = new Pose(Vec3.Zero, Quat.FromAxisAngle(Vec3.UnitZ, positions[i]));
            // Normalised once a link, so that rounding does not add up along the chain.
            baseFromParent = (baseFromParent * Arm.ParentFromLink[i] * turn).Normalized;
            _baseFromLink[i] = baseFromParent;
        }
    }

    /// <summary>How a frame on the flange moves: rows vx vy vz ωx ωy ωz in base axes, one column per joint.</summary>
    /// <param name="flangeFromPoint">The frame's origin in the flange, metres; zero for the flange itself.</param>
    /// <param name="jacobian">Result, shape [6, 7], row-major.</param>
    public void Jacobian(Vec3 flangeFromPoint, Span<double> jacobian)
    {
        Vec3 point = BaseFromFlange.Transform(flangeFromPoint);
        for (int joint = 0; joint < FrankaArm.Joints; joint++)
        {
            Vec3 axis = _baseFromLink[joint].Orientation.Rotate(Vec3.UnitZ);
            Vec3 linear = Vec3.Cross(axis, point - _baseFromLink[joint].Position);
            Column(jacobian, joint, linear);
            Column(jacobian[(3 * FrankaArm.Joints)..], joint, axis);
        }
    }

    private static void Column(Span<double> rows, int joint, Vec3 values)
    {
        rows[joint] = values.X;
        rows[joint + FrankaArm.Joints] = values.Y;
        rows[joint + (2 * FrankaArm.Joints)] = values.Z;
    }
}
