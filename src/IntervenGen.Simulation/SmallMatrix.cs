using System.Runtime.CompilerServices;

namespace IntervenGen.Simulation;

/// <summary>Symmetric positive definite systems of at most eight rows, each column padded to eight numbers; no allocation.</summary>
/// <remarks>
/// The elements see the same operations in the same order as in the textbook's row-by-row loops, so the results are
/// those of the scalar form bit for bit (the tests hold it against one). Not <see cref="Numerics.CholeskySolver"/>, which divides
/// by the pivots where this multiplies by their reciprocals and floors them: one of the two would change every recorded
/// rollout or every fitted pose.
/// </remarks>
internal static class SmallMatrix
{
    // A pivot below this marks a singular direction; flooring it keeps the torque finite there, as a pseudo-inverse would.
    private const double SmallestPivot = 1e-10;

    /// <summary>
    /// Factors a matrix in place into its lower Cholesky factor, column by column, with reciprocal diagonal entries; the part
    /// above the diagonal is undefined.
    /// </summary>
    /// <param name="columns">Shape [n, 8]; on entry the symmetric matrix, on return its factor.</param>
    /// <param name="n">Number of rows of the matrix.</param>
    public static void Cholesky(double[] columns, int n)
    {
        for (int k = 0; k < n; k++)
        {
            double reciprocal = ReciprocalRoot(columns[(Row8.Size * k) + k]);
            Row8 column = Row8.Load(columns, k) * reciprocal;
            column.Store(columns, k);
            for (int j = k + 1; j < n; j++)
                (Row8.Load(columns, j) - (column * columns[(Row8.Size * k) + j])).Store(columns, j);
            columns[(Row8.Size * k) + k] = reciprocal;
        }
    }

    /// <summary>Solves L Y = B for eight right-hand sides at once.</summary>
    /// <param name="factor">From <see cref="Cholesky"/>.</param>
    /// <param name="b">Shape [n, 8].</param>
    /// <param name="y">Result, shape [n, 8].</param>
    /// <param name="n">Number of rows of the system.</param>
    public static void SolveLower(double[] factor, double[] b, double[] y, int n)
    {
        for (int i = 0; i < n; i++)
        {
            Row8 sum = Row8.Load(b, i);
            for (int k = 0; k < i; k++)
                sum -= Row8.Load(y, k) * factor[(Row8.Size * k) + i];
            (sum * factor[(Row8.Size * i) + i]).Store(y, i);
        }
    }

    /// <summary>Solves L Lᵀ x = b in place, one right-hand side.</summary>
    public static void Solve(double[] factor, Span<double> x, int n)
    {
        for (int i = 0; i < n; i++)
        {
            double sum = x[i];
            for (int k = 0; k < i; k++)
                sum -= factor[(Row8.Size * k) + i] * x[k];
            x[i] = sum * factor[(Row8.Size * i) + i];
        }

        for (int i = n - 1; i >= 0; i--)
        {
            double sum = x[i];
            for (int k = i + 1; k < n; k++)
                sum -= factor[(Row8.Size * i) + k] * x[k];
            x[i] = sum * factor[(Row8.Size * i) + i];
        }
    }

    /// <summary>Solves the 3 × 3 system on the diagonal of <paramref name="matrix"/> in place.</summary>
    /// <param name="matrix">Shape [n, 8], symmetric.</param>
    /// <param name="first">First row and column of the block.</param>
    /// <param name="x">Right-hand side and result, shape [3].</param>
    public static void SolveBlock(double[] matrix, int first, Span<double> x)
    {
        ReadOnlySpan<double> row0 = matrix.AsSpan((Row8.Size * first) + first, 3);
        ReadOnlySpan<double> row1 = matrix.AsSpan((Row8.Size * (first + 1)) + first, 3);
        ReadOnlySpan<double> row2 = matrix.AsSpan((Row8.Size * (first + 2)) + first, 3);
        double d0 = ReciprocalRoot(row0[0]);
        double l10 = row1[0] * d0, l20 = row2[0] * d0;
        double d1 = ReciprocalRoot(row1[1] - (l10 * l10));
        double l21 = (row2[1] - (l20 * l10)) * d1;
        double d2 = ReciprocalRoot(row2[2] - (l20 * l20) - (l21 * l21));
        double y0 = x[0] * d0;
        double y1 = (x[1] - (l10 * y0)) * d1;
        double y2 = (x[2] - (l20 * y0) - (l21 * y1)) * d2;
        double x2 = y2 * d2;
        double x1 = (y1 - (l21 * x2)) * d1;
        x[0] = (y0 - (l10 * x1) - (l20 * x2)) * d0;
        x[1] = x1;
        x[2] = x2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double ReciprocalRoot(double pivot) => 1 / Math.Sqrt(Math.Max(pivot, SmallestPivot));
}
