using System.Globalization;
using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Motion;

/// <summary>Refuses commands that must not leave this machine.</summary>
internal static class CommandCheck
{
    // How far the length of a rotation's row or column may be from 1: libfranka's own check of a homogeneous matrix.
    private const double UnitTolerance = 1e-5;

    /// <exception cref="FrankaInvalidCommandException">A number is not finite, a matrix is no pose, or an elbow has no sign.</exception>
    public static void Throw(IMotion motion, RobotCommand command)
    {
        switch (motion.Generator)
        {
            case MotionGeneratorMode.JointPosition:
                Finite(command.Positions, "joint position");
                break;
            case MotionGeneratorMode.JointVelocity:
                Finite(command.Velocities, "joint velocity");
                break;
            case MotionGeneratorMode.CartesianPosition:
                Homogeneous(command.BaseFromEndEffector);
                Elbow(command);
                break;
            case MotionGeneratorMode.CartesianVelocity:
                Finite(command.Twist, "twist");
                Elbow(command);
                break;
            default:
                break;
        }

        if (motion.Controller == ControllerMode.ExternalController)
            Finite(command.Torques, "torque");
    }

    private static void Finite(ReadOnlySpan<double> values, string what)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                throw new FrankaInvalidCommandException(Text($"{what} {i + 1} is {values[i]}; it must be finite"));
        }
    }

    private static void Elbow(RobotCommand command)
    {
        if (!command.HasElbow)
            return;
        Finite(command.Elbow, "elbow");
        if (Math.Abs(command.Elbow[1]) != 1)
            throw new FrankaInvalidCommandException(Text($"the elbow's sign is {command.Elbow[1]}; it must be 1 or -1"));
    }

    private static void Homogeneous(ReadOnlySpan<double> matrix)
    {
        Finite(matrix, "number of the pose");
        if (matrix[3] != 0 || matrix[7] != 0 || matrix[11] != 0 || matrix[15] != 1)
            throw new FrankaInvalidCommandException(
                Text($"the last row of the pose is ({matrix[3]}, {matrix[7]}, {matrix[11]}, {matrix[15]}); it must be (0, 0, 0, 1)"));
        for (int i = 0; i < 3; i++)
        {
            Unit(Norm(matrix[4 * i], matrix[(4 * i) + 1], matrix[(4 * i) + 2]), "column", i);
            Unit(Norm(matrix[i], matrix[4 + i], matrix[8 + i]), "row", i);
        }

        static double Norm(double x, double y, double z) => Math.Sqrt((x * x) + (y * y) + (z * z));
    }

    private static void Unit(double norm, string what, int index)
    {
        if (Math.Abs(norm - 1) > UnitTolerance)
            throw new FrankaInvalidCommandException(Text($"{what} {index + 1} of the pose's rotation has length {norm}; it must be 1"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
