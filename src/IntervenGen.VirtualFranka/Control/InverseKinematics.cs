using IntervenGen.Franka.Model;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>Joint positions for an end effector's pose, near where the joints are: Newton's method with the smallest joint
/// motion.</summary>
/// <remarks>The one spare motion of seven joints is left alone, or takes joint 3 to the elbow asked for. One thread.</remarks>
internal sealed class InverseKinematics(FrankaArm arm)
{
    private const int Joints = FrankaArm.Joints, MaxSteps = 8;
    // Metres and radians that are as good as zero; damping of the normal equations; and the least turn of joint 3 per unit of
    // the spare motion that is still divided by. Chosen far below what 32-bit states resolve.
    private const double Exact = 1e-10, Damping = 1e-5, MinElbowGain = 1e-4;

    private readonly ArmKinematics _kinematics = new(arm);
    private readonly double[] _jacobian = new double[6 * Joints];

    /// <summary>Finds joint positions for a pose.</summary>
    /// <param name="baseFromEndEffector">Where to.</param>
    /// <param name="flangeFromEndEffector">The end effector on the flange.</param>
    /// <param name="elbow">Wanted angle of joint 3, or null.</param>
    /// <param name="positions">In: where the joints are, shape [7], rad. Out: the solution.</param>
    /// <returns>False if no solution is near.</returns>
    public bool TrySolve(in Pose baseFromEndEffector, in Pose flangeFromEndEffector, double? elbow, Span<double> positions)
    {
        Span<double> error = stackalloc double[6], step = stackalloc double[Joints];
        for (int i = 0; i < MaxSteps; i++)
        {
            _kinematics.Update(positions);
            var difference = Twist.Between(_kinematics.BaseFromFlange * flangeFromEndEffector, baseFromEndEffector);
            difference.Linear.WriteTo(error);
            difference.Angular.WriteTo(error[3..]);
            double elbowLeft = elbow is { } wanted ? wanted - positions[2] : 0;
            if (difference.Linear.Length < Exact && difference.Angular.Length < Exact && Math.Abs(elbowLeft) < Exact)
                return true;
            _kinematics.Jacobian(flangeFromEndEffector.Position, _jacobian);
            if (!JacobianSolver.TrySolveNormal(_jacobian, Damping, error))
                return false;
            JacobianSolver.MultiplyTransposed(_jacobian, error, step);
            if (elbow is not null)
                AddElbow(elbowLeft, step);
            for (int j = 0; j < Joints; j++)
                positions[j] += step[j];
        }

        return false;
    }

    // Along the joints' motion that leaves the end effector where it is, until joint 3 has turned by the whole angle.
    private void AddElbow(double angle, Span<double> step)
    {
        Span<double> column = stackalloc double[6], spare = stackalloc double[Joints];
        for (int i = 0; i < 6; i++)
            column[i] = _jacobian[(i * Joints) + 2];
        if (!JacobianSolver.TrySolveNormal(_jacobian, Damping, column))
            return;
        JacobianSolver.MultiplyTransposed(_jacobian, column, spare);
        for (int j = 0; j < Joints; j++)
            spare[j] = (j == 2 ? 1 : 0) - spare[j];
        if (spare[2] < MinElbowGain)
            return;
        double amount = (angle - step[2]) / spare[2];
        for (int j = 0; j < Joints; j++)
            step[j] += amount * spare[j];
    }
}
