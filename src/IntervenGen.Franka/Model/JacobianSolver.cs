using IntervenGen.Numerics;

namespace IntervenGen.Franka.Model;

/// <summary>Products and solutions with a Jacobian of six rows and one column per joint. Allocates nothing.</summary>
public static class JacobianSolver
{
    /// <summary>Solves (J Jᵀ + damping² 1) x = b for a Jacobian.</summary>
    /// <param name="jacobian">J, shape [6, 7], row-major.</param>
    /// <param name="damping">Keeps the solution small near singular postures; 0 for none.</param>
    /// <param name="right">b, shape [6]; becomes x.</param>
    /// <returns>False if the system is singular.</returns>
    public static bool TrySolveNormal(ReadOnlySpan<double> jacobian, double damping, Span<double> right)
    {
        const int rows = 6, columns = FrankaArm.Joints;
        Span<double> matrix = stackalloc double[rows * rows];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = i == j ? damping * damping : 0;
                for (int k = 0; k < columns; k++)
                    sum += jacobian[(i * columns) + k] * jacobian[(j * columns) + k];
                matrix[(i * rows) + j] = sum;
            }
        }

        return CholeskySolver.TrySolve(matrix, right);
    }

    /// <summary>y = J x.</summary>
    /// <param name="jacobian">J, shape [6, 7], row-major.</param>
    /// <param name="joints">x, shape [7].</param>
    /// <param name="result">y, shape [6].</param>
    public static void Multiply(ReadOnlySpan<double> jacobian, ReadOnlySpan<double> joints, Span<double> result)
    {
        for (int i = 0; i < 6; i++)
        {
            double sum = 0;
            for (int k = 0; k < FrankaArm.Joints; k++)
                sum += jacobian[(i * FrankaArm.Joints) + k] * joints[k];
            result[i] = sum;
        }
    }

    /// <summary>y = Jᵀ x.</summary>
    /// <param name="jacobian">J, shape [6, 7], row-major.</param>
    /// <param name="wrench">x, shape [6].</param>
    /// <param name="result">y, shape [7].</param>
    public static void MultiplyTransposed(ReadOnlySpan<double> jacobian, ReadOnlySpan<double> wrench, Span<double> result)
    {
        for (int k = 0; k < FrankaArm.Joints; k++)
        {
            double sum = 0;
            for (int i = 0; i < 6; i++)
                sum += jacobian[(i * FrankaArm.Joints) + k] * wrench[i];
            result[k] = sum;
        }
    }
}
