namespace IntervenGen.Numerics;

/// <summary>Solves small symmetric positive definite systems in place by Cholesky's method.</summary>
/// <remarks>
/// Row by row, every sum in ascending order, divisions by the pivots' roots: the order is part of the promise, because recorded
/// results depend on it bit for bit. Allocates nothing. Any thread.
/// </remarks>
public static class CholeskySolver
{
    /// <summary>Solves the linear system A x = b.</summary>
    /// <param name="matrix">A, shape [n, n], row-major; only its lower half is read, and is overwritten by the factor.</param>
    /// <param name="right">b, shape [n]; becomes x.</param>
    /// <returns>False if A is not positive definite, or not finite; x is then meaningless.</returns>
    /// <exception cref="ArgumentException">The matrix does not have n² elements, with n the length of b.</exception>
    public static bool TrySolve(Span<double> matrix, Span<double> right)
    {
        int n = right.Length;
        if (matrix.Length != n * n)
            throw new ArgumentException($"the matrix has {matrix.Length} numbers, expected {n * n} for {n} unknowns", nameof(matrix));
        if (!TryFactor(matrix, n))
            return false;
        Substitute(matrix, right);
        return true;
    }

    // A = L Lᵀ: L in the lower half.
    private static bool TryFactor(Span<double> matrix, int n)
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[(i * n) + j];
                for (int k = 0; k < j; k++)
                    sum -= matrix[(i * n) + k] * matrix[(j * n) + k];
                if (i == j && !(sum > 0))
                    return false;
                matrix[(i * n) + j] = i == j ? Math.Sqrt(sum) : sum / matrix[(j * n) + j];
            }
        }

        return true;
    }

    // L y = b forward, then Lᵀ x = y backward.
    private static void Substitute(ReadOnlySpan<double> factor, Span<double> right)
    {
        int n = right.Length;
        for (int i = 0; i < n; i++)
        {
            double sum = right[i];
            for (int k = 0; k < i; k++)
                sum -= factor[(i * n) + k] * right[k];
            right[i] = sum / factor[(i * n) + i];
        }

        for (int i = n - 1; i >= 0; i--)
        {
            double sum = right[i];
            for (int k = i + 1; k < n; k++)
                sum -= factor[(k * n) + i] * right[k];
            right[i] = sum / factor[(i * n) + i];
        }
    }
}
