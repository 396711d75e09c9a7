namespace IntervenGen.Franka.Model;

/// <summary>Solves small symmetric positive definite systems in place by Cholesky's method. Allocates nothing.</summary>
public static class SmallSolver
{
    /// <summary>Solves A x = b.</summary>
    /// <param name="matrix">A, shape [n, n], row-major; its lower half is overwritten by the factor.</param>
    /// <param name="right">b, shape [n]; becomes x.</param>
    /// <returns>False if A is not positive definite; x is then of no use.</returns>
    public static bool TrySolve(Span<double> matrix, Span<double> right)
    {
        int n = right.Length;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[(i * n) + j];
                for (int k = 0; k < j; k++)
                    sum -= matrix[(i * n) + k] * matrix[(j * n) + k];
                if (i == j)
                {
                    if (!(sum > 0))
                        return false;
                    matrix[(i * n) + i] = Math.Sqrt(sum);
                }
                else
                {
                    matrix[(i * n) + j] = sum / matrix[(j * n) + j];
                }
            }
        }

        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < i; k++)
                right[i] -= matrix[(i * n) + k] * right[k];
            right[i] /= matrix[(i * n) + i];
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++)
                right[i] -= matrix[(k * n) + i] * right[k];
            right[i] /= matrix[(i * n) + i];
        }

        return true;
    }

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

        return TrySolve(matrix, right);
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
