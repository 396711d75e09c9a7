namespace IntervenGen.Simulation;

/// <summary>Symmetric positive definite systems of at most seven rows, row-major, no allocation.</summary>
internal static class SmallMatrix
{
    // A pivot below this marks a singular direction; flooring it keeps the torque finite there, as a pseudo-inverse would.
    private const double SmallestPivot = 1e-10;

    /// <summary>Lower factor of <paramref name="matrix"/>; diagonal entries hold their reciprocals. In place is allowed.</summary>
    public static void Cholesky(ReadOnlySpan<double> matrix, Span<double> factor, int n)
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[(n * i) + j];
                for (int k = 0; k < j; k++)
                    sum -= factor[(n * i) + k] * factor[(n * j) + k];
                factor[(n * i) + j] = i == j ? 1 / Math.Sqrt(Math.Max(sum, SmallestPivot)) : sum * factor[(n * j) + j];
            }
        }
    }

    /// <summary>Solves L y = b.</summary>
    public static void SolveLower(ReadOnlySpan<double> factor, ReadOnlySpan<double> b, Span<double> y, int n)
    {
        for (int i = 0; i < n; i++)
        {
            double sum = b[i];
            for (int k = 0; k < i; k++)
                sum -= factor[(n * i) + k] * y[k];
            y[i] = sum * factor[(n * i) + i];
        }
    }

    /// <summary>Solves L Lᵀ x = b in place.</summary>
    public static void SolveCholesky(ReadOnlySpan<double> factor, Span<double> x, int n)
    {
        SolveLower(factor, x, x, n);
        for (int i = n - 1; i >= 0; i--)
        {
            double sum = x[i];
            for (int k = i + 1; k < n; k++)
                sum -= factor[(n * k) + i] * x[k];
            x[i] = sum * factor[(n * i) + i];
        }
    }

    /// <summary>Scalar product, summed in index order.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
