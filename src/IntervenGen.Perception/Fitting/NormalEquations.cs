using IntervenGen.Numerics;

namespace IntervenGen.Perception.Fitting;

/// <summary>The normal equations of a small motion of a pose: 3 numbers of translation, 3 of rotation.</summary>
/// <remarks>
/// The motion (v, ω) is applied on the left about the model's origin: position + v, exp(ω) · orientation, in the axes of
/// the outer frame. One thread; allocates nothing after construction.
/// </remarks>
public sealed class NormalEquations
{
    private const int Size = 6;

    // In a direction that nothing fixes (a cube of which one face is seen), a step of a ten-thousandth of the mean
    // stiffness keeps the equations solvable; elsewhere it slows the convergence by as little.
    private const double Damping = 1e-4;

    private readonly double[] _matrix = new double[Size * Size];
    private readonly double[] _factor = new double[Size * Size];
    private readonly double[] _right = new double[Size];

    /// <summary>Forgets all residuals that were added.</summary>
    public void Clear()
    {
        Array.Clear(_matrix);
        Array.Clear(_right);
    }

    /// <summary>Adds one residual r with weight w: minimised is the sum of w (r + Jv·v + Jω·ω)².</summary>
    /// <param name="byTranslation">Derivative of the residual by v.</param>
    /// <param name="byRotation">Derivative of the residual by ω.</param>
    /// <param name="residual">Its value now.</param>
    /// <param name="weight">One over its variance, times its robust weight.</param>
    public void Add(Vec3 byTranslation, Vec3 byRotation, double residual, double weight)
    {
        Span<double> jacobian = stackalloc double[Size];
        byTranslation.WriteTo(jacobian);
        byRotation.WriteTo(jacobian[3..]);
        for (int i = 0; i < Size; i++)
        {
            double scaled = weight * jacobian[i];
            _right[i] -= scaled * residual;
            for (int j = 0; j <= i; j++)
                _matrix[(i * Size) + j] += scaled * jacobian[j];
        }
    }

    /// <summary>Solves by Cholesky's factorisation.</summary>
    /// <param name="translation">v, metres.</param>
    /// <param name="rotation">ω, radians.</param>
    /// <returns>False if there is nothing to solve: no residual, or numbers that are not finite.</returns>
    public bool TrySolve(out Vec3 translation, out Vec3 rotation)
    {
        (translation, rotation) = (default, default);
        double moves = (_matrix[0] + _matrix[7] + _matrix[14]) / 3, turns = (_matrix[21] + _matrix[28] + _matrix[35]) / 3;
        if (!(moves > 0 && turns > 0 && double.IsFinite(moves + turns)))
            return false;
        Array.Copy(_matrix, _factor, _matrix.Length);
        for (int i = 0; i < Size; i++)
            _factor[(i * Size) + i] += Damping * (i < 3 ? moves : turns);
        Span<double> x = stackalloc double[Size];
        _right.CopyTo(x);
        if (!CholeskySolver.TrySolve(_factor, x))
            return false;
        (translation, rotation) = (Vec3.From(x), Vec3.From(x[3..]));
        return true;
    }
}
