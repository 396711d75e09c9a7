using System.Numerics;

namespace IntervenGen.Numerics;

/// <summary>Sine, cosine and arc tangent of whole SIMD vectors.</summary>
/// <remarks>
/// The polynomials are those of Moshier's Cephes library (double precision), without fused multiply-add: an element's
/// result is the same in a vector of any width on any machine. Within 2 ulp of <see cref="Math"/> in the ranges given.
/// </remarks>
internal static class WideMath
{
    // π/2 in two parts, so that π/2 − x keeps its last digits near π/2.
    private const double HalfPi = Math.PI / 2, HalfPiRest = 6.123233995736766e-17;
    private const double QuarterPi = Math.PI / 4, QuarterPiRest = HalfPiRest / 2;

    /// <summary>Sine and cosine of angles in [0, π/2] radians.</summary>
    public static (Vector<double> Sin, Vector<double> Cos) SinCos(Vector<double> angle)
    {
        Vector<long> upper = Vector.GreaterThan(angle, new Vector<double>(QuarterPi));
        Vector<double> x = Vector.ConditionalSelect(upper, new Vector<double>(HalfPi) - angle + new Vector<double>(HalfPiRest), angle);
        Vector<double> z = x * x;
        Vector<double> sin = new(1.58962301576546568060e-10);
        sin = (sin * z) + new Vector<double>(-2.50507477628578072866e-8);
        sin = (sin * z) + new Vector<double>(2.75573136213857245213e-6);
        sin = (sin * z) + new Vector<double>(-1.98412698295895385996e-4);
        sin = (sin * z) + new Vector<double>(8.33333333332211858878e-3);
        sin = (sin * z) + new Vector<double>(-1.66666666666666307295e-1);
        sin = x + (x * z * sin);
        Vector<double> cos = new(-1.13585365213876817300e-11);
        cos = (cos * z) + new Vector<double>(2.08757008419747316778e-9);
        cos = (cos * z) + new Vector<double>(-2.75573141792967388112e-7);
        cos = (cos * z) + new Vector<double>(2.48015872888517045348e-5);
        cos = (cos * z) + new Vector<double>(-1.38888888888730564116e-3);
        cos = (cos * z) + new Vector<double>(4.16666666666665929218e-2);
        cos = Vector<double>.One - (z * new Vector<double>(0.5)) + (z * z * cos);
        return (Vector.ConditionalSelect(upper, cos, sin), Vector.ConditionalSelect(upper, sin, cos));
    }

    /// <summary>The angle in [0, π/2] radians whose sine and cosine are in proportion to two numbers, neither negative, not both
    /// zero.</summary>
    public static Vector<double> Atan2(Vector<double> sin, Vector<double> cos)
    {
        Vector<long> steep = Vector.GreaterThan(sin, cos);
        Vector<double> ratio = Vector.Min(sin, cos) / Vector.Max(sin, cos);
        Vector<long> large = Vector.GreaterThan(ratio, new Vector<double>(0.66));
        Vector<double> one = Vector<double>.One;
        Vector<double> x = Vector.ConditionalSelect(large, (ratio - one) / (ratio + one), ratio);
        Vector<double> z = x * x;
        Vector<double> p = new(-8.750608600031904122785e-1);
        p = (p * z) + new Vector<double>(-1.615753718733365076637e1);
        p = (p * z) + new Vector<double>(-7.500855792314704667340e1);
        p = (p * z) + new Vector<double>(-1.228866684490136173410e2);
        p = (p * z) + new Vector<double>(-6.485021904942025371773e1);
        Vector<double> q = z + new Vector<double>(2.485846490142306297962e1);
        q = (q * z) + new Vector<double>(1.650270098316988542046e2);
        q = (q * z) + new Vector<double>(4.328810604912902668951e2);
        q = (q * z) + new Vector<double>(4.853903996359136964868e2);
        q = (q * z) + new Vector<double>(1.945506571482613964425e2);
        Vector<double> tail = x * (z * p / q);
        Vector<double> angle = Vector.ConditionalSelect(
            large, new Vector<double>(QuarterPi) + (x + (tail + new Vector<double>(QuarterPiRest))), x + tail);
        return Vector.ConditionalSelect(steep, new Vector<double>(HalfPi) - (angle - new Vector<double>(HalfPiRest)), angle);
    }
}
