using System.Runtime.CompilerServices;

namespace IntervenGen.Learning.Cpu;

/// <summary>The functions of one variable that the network needs, without branches.</summary>
/// <remarks>Polynomials of Moshier's Cephes library (single precision), each step one fused multiply-add: the same bits at every
/// width.</remarks>
internal static class Functions<V, W>
    where V : struct
    where W : struct, IWidth<V>
{
    // 1.5 · 2²³: adding it rounds to an integer that stands in the low bits.
    private const float Shift = 12582912f;

    // ln 2 in two parts; the first has few enough bits that a product with an exponent is exact.
    private const float Ln2 = 0.693359375f, Ln2Rest = -2.12194440e-4f;

    /// <summary>eˣ to 2 ulp, for x brought into [−87, 88]: x = n ln 2 + r, a polynomial in r, and n put into the exponent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        x = W.Clamp(x, W.All(-87f), W.All(88f));
        V shifted = W.Fma(x, W.All(1.44269504088896341f), W.All(Shift));
        V n = W.Subtract(shifted, W.All(Shift));
        V r = W.Fma(n, W.All(-Ln2), x);
        r = W.Fma(n, W.All(-Ln2Rest), r);
        V p = W.Fma(W.All(1.9875691500e-4f), r, W.All(1.3981999507e-3f));
        p = W.Fma(p, r, W.All(8.3334519073e-3f));
        p = W.Fma(p, r, W.All(4.1665795894e-2f));
        p = W.Fma(p, r, W.All(1.6666665459e-1f));
        p = W.Fma(p, r, W.All(5.0000001201e-1f));
        p = W.Add(W.Fma(p, W.Multiply(r, r), r), W.All(1f));
        return W.Multiply(p, W.PowerOfTwo(shifted));
    }

    /// <summary>ln x for normal x > 0: x = m · 2ᵉ with m in [√½, √2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log(V x)
    {
        V m = W.Mantissa(x), e = W.Exponent(x), half = W.All(0.707106781186547524f);
        e = W.WhereLess(m, half, W.Subtract(e, W.All(1f)), e);
        m = W.Subtract(W.WhereLess(m, half, W.Add(m, m), m), W.All(1f));
        V z = W.Multiply(m, m);
        V p = W.Fma(m, W.All(7.0376836292e-2f), W.All(-1.1514610310e-1f));
        p = W.Fma(p, m, W.All(1.1676998740e-1f));
        p = W.Fma(p, m, W.All(-1.2420140846e-1f));
        p = W.Fma(p, m, W.All(1.4249322787e-1f));
        p = W.Fma(p, m, W.All(-1.6668057665e-1f));
        p = W.Fma(p, m, W.All(2.0000714765e-1f));
        p = W.Fma(p, m, W.All(-2.4999993993e-1f));
        p = W.Fma(p, m, W.All(3.3333331174e-1f));
        V y = W.Multiply(W.Multiply(p, m), z);
        y = W.Fma(e, W.All(Ln2Rest), y);
        y = W.Fma(z, W.All(-0.5f), y);
        return W.Fma(e, W.All(Ln2), W.Add(m, y));
    }

    /// <summary>ln(1 + u) for 0 ≤ u ≤ 1, exact to the last bits near 0 (Kahan's correction for the rounding of 1 + u).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1P(V u)
    {
        V zero = W.All(0f), one = W.All(1f);
        V w = W.Add(one, u), d = W.Subtract(w, one);
        V corrected = W.Multiply(Log(w), W.Divide(u, W.WhereEqual(d, zero, one, d)));
        return W.WhereEqual(d, zero, u, corrected);
    }

    /// <summary>The logistic function, 1 / (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x) => W.Divide(W.All(1f), W.Add(W.All(1f), Exp(W.Subtract(W.All(0f), x))));

    /// <summary>The hyperbolic tangent, tanh x = 1 − 2 / (1 + e²ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x) => W.Subtract(W.All(1f), W.Divide(W.All(2f), W.Add(W.All(1f), Exp(W.Add(x, x)))));
}
