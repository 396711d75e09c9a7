using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>What clients set and what stays from motion to motion.</summary>
internal sealed class RobotSettings
{
    // N·m/rad for joints, N/m along and N·m/rad about axes: ranges that libfranka documents for its setters.
    private const double MaxJointStiffness = 14250;
    private const double MinStiffness = 10, MaxStiffness = 3000, MinTurnStiffness = 1, MaxTurnStiffness = 300;
    // How far the length of a rotation's row or column may be from 1.
    private const double UnitTolerance = 1e-5;

    // kg, metres and kg·m²: beyond what the arm can carry (3 kg) by a margin. And how far an inertia may be from one that a solid
    // can have: clients round theirs.
    private const double MaxMass = 5, MaxReach = 0.5, MaxInertia = 1, InertiaTolerance = 1e-9;

    // N and N·m: who wants no reflex sets a threshold that nothing reaches.
    private const double MaxThreshold = 1e9;

    // Metres from the flange to a frame: longer than any tool that such an arm carries.
    private const double MaxFrameReach = 1;

    public double[] CollisionThresholds { get; } = Thresholds();

    public double[] JointStiffness { get; } = [3000, 3000, 3000, 2500, 2500, 2000, 2000];

    public double[] CartesianStiffness { get; } = [3000, 3000, 3000, 300, 300, 300];

    public Pose NominalFromEndEffector { get; private set; } = Pose.Identity;

    public Pose EndEffectorFromStiffness { get; private set; } = Pose.Identity;

    /// <summary>Mass, centre in the flange and inertia of the payload, as on the wire: 1 + 3 + 9 numbers.</summary>
    public double[] Load { get; } = new double[13];

    public Pose FlangeFromEndEffector => FrankaArm.FlangeFromNominalEndEffector * NominalFromEndEffector;

    public Pose FlangeFromStiffness => FlangeFromEndEffector * EndEffectorFromStiffness;

    /// <summary>The arm with hand and payload: what gravity compensation and the model torques are worked out for.</summary>
    public FrankaArm LoadedArm(FrankaArm arm)
    {
        FrankaArm withHand = arm.With(FrankaArm.Hand);
        return Load[0] > 0
            ? withHand.With(new RigidBody(
                Load[0],
                Vec3.From(Load.AsSpan(1)),
                new SymmetricMatrix(Load[4], Load[5], Load[6], Load[8], Load[9], Load[12])))
            : withHand;
    }

    /// <summary>Takes a setter's numbers.</summary>
    /// <returns>Success or InvalidArgument.</returns>
    public FciStatus Set(FciRequest request, ReadOnlySpan<double> numbers)
    {
        bool isGood = AllFinite(numbers) && request switch
        {
            FciRequest.SetCollisionBehavior => AllWithin(numbers, 0, MaxThreshold) && Copy(numbers, CollisionThresholds),
            FciRequest.SetJointImpedance => AllWithin(numbers, 0, MaxJointStiffness) && Copy(numbers, JointStiffness),
            FciRequest.SetCartesianImpedance => AllWithin(numbers[..3], MinStiffness, MaxStiffness)
                && AllWithin(numbers[3..], MinTurnStiffness, MaxTurnStiffness) && Copy(numbers, CartesianStiffness),
            FciRequest.SetEEToK => IsFrame(numbers) && Stiffness(numbers),
            FciRequest.SetNEToEE => IsFrame(numbers) && EndEffector(numbers),
            FciRequest.SetLoad => IsLoad(numbers) && Copy(numbers, Load),
            FciRequest.SetFilters => AllWithin(numbers, 1, 1000),
            _ => true,
        };
        return isGood ? FciStatus.Success : FciStatus.InvalidArgument;
    }

    /// <summary>Thresholds in force: joints then axes, contact (lower) or collision (upper).</summary>
    public (ReadOnlyMemory<double> Torque, ReadOnlyMemory<double> Force) ThresholdsFor(bool isAccelerating, bool isUpper)
    {
        int torque = (isAccelerating ? 0 : 14) + (isUpper ? 7 : 0), force = 28 + (isAccelerating ? 0 : 12) + (isUpper ? 6 : 0);
        return (CollisionThresholds.AsMemory(torque, 7), CollisionThresholds.AsMemory(force, 6));
    }

    /// <summary>No payload: after what it did to the arm.</summary>
    public void ForgetLoad() => Load.AsSpan().Clear();

    /// <summary>Whether sixteen numbers are a homogeneous matrix: last row exactly 0, 0, 0, 1, unit rows and columns, no
    /// mirror.</summary>
    public static bool IsPose(ReadOnlySpan<double> matrix)
    {
        bool isGood = matrix[3] == 0 && matrix[7] == 0 && matrix[11] == 0 && matrix[15] == 1;
        for (int i = 0; i < 3; i++)
        {
            isGood &= IsUnit(matrix[4 * i], matrix[(4 * i) + 1], matrix[(4 * i) + 2]);
            isGood &= IsUnit(matrix[i], matrix[4 + i], matrix[8 + i]);
        }

        // Unit rows and columns may still be skew, or a left hand.
        double turn = Vec3.Dot(Vec3.Cross(Vec3.From(matrix), Vec3.From(matrix[4..])), Vec3.From(matrix[8..]));
        return isGood && Math.Abs(turn - 1) < UnitTolerance && Vec3.From(matrix[12..]).Length < double.PositiveInfinity;
    }

    private static bool IsFrame(ReadOnlySpan<double> numbers) =>
        IsPose(numbers) && Vec3.From(numbers[12..]).Length <= MaxFrameReach;

    // Without bounds one client's numbers end the simulation for all.
    private static bool IsLoad(ReadOnlySpan<double> numbers) =>
        AllWithin(numbers[..1], 0, MaxMass) && Vec3.From(numbers[1..]).Length <= MaxReach && IsInertia(numbers[4..]);

    // Symmetric, within bounds, and no negative inertia about any axis: all principal minors are at least zero.
    private static bool IsInertia(ReadOnlySpan<double> m)
    {
        bool isSymmetric = Math.Abs(m[1] - m[3]) <= InertiaTolerance && Math.Abs(m[2] - m[6]) <= InertiaTolerance
            && Math.Abs(m[5] - m[7]) <= InertiaTolerance;
        double xy = (m[0] * m[4]) - (m[1] * m[1]), xz = (m[0] * m[8]) - (m[2] * m[2]), yz = (m[4] * m[8]) - (m[5] * m[5]);
        double all = (m[0] * yz) - (m[1] * ((m[1] * m[8]) - (m[5] * m[2]))) + (m[2] * ((m[1] * m[5]) - (m[4] * m[2])));
        return isSymmetric && AllWithin(m, -MaxInertia, MaxInertia)
            && m[0] >= -InertiaTolerance && m[4] >= -InertiaTolerance && m[8] >= -InertiaTolerance
            && xy >= -InertiaTolerance && xz >= -InertiaTolerance && yz >= -InertiaTolerance && all >= -InertiaTolerance;
    }

    private static bool IsUnit(double x, double y, double z) => Math.Abs(Math.Sqrt((x * x) + (y * y) + (z * z)) - 1) < UnitTolerance;

    private bool Stiffness(ReadOnlySpan<double> numbers)
    {
        EndEffectorFromStiffness = ColumnMajor.ToPose(numbers);
        return true;
    }

    private bool EndEffector(ReadOnlySpan<double> numbers)
    {
        NominalFromEndEffector = ColumnMajor.ToPose(numbers);
        return true;
    }

    private static double[] Thresholds()
    {
        double[] torques = [20, 20, 18, 18, 16, 14, 12], forces = [20, 20, 20, 25, 25, 25];
        return [.. torques, .. torques, .. torques, .. torques, .. forces, .. forces, .. forces, .. forces];
    }

    private static bool Copy(ReadOnlySpan<double> numbers, double[] target)
    {
        numbers.CopyTo(target);
        return true;
    }

    private static bool AllFinite(ReadOnlySpan<double> numbers)
    {
        foreach (double number in numbers)
        {
            if (!double.IsFinite(number))
                return false;
        }

        return true;
    }

    private static bool AllWithin(ReadOnlySpan<double> numbers, double min, double max)
    {
        foreach (double number in numbers)
        {
            if (number < min || number > max)
                return false;
        }

        return true;
    }
}
