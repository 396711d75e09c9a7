namespace IntervenGen.Learning.Cpu;

/// <summary>The operations on vectors of floats that the kernels are written in, for one width of vector.</summary>
/// <typeparam name="V">The vector.</typeparam>
/// <remarks>
/// Every operation works lane by lane and is rounded once, as IEEE 754 says, and no kernel adds lanes to one another. So a number
/// has the same bits at every width: what a width decides is how many numbers are computed at a time.
/// </remarks>
internal interface IWidth<V>
    where V : struct
{
    /// <summary>Number of floats in a vector: 4, 8 or 16.</summary>
    static abstract int Lanes { get; }

    /// <summary>Largest number of vectors side by side in a tile of a matrix product: as many as leave registers for its rows.</summary>
    static abstract int TileVectors { get; }

    static abstract V Load(ref float source, nint offset);

    static abstract void Store(V value, ref float target, nint offset);

    /// <summary>A vector with the same number in every element.</summary>
    static abstract V All(float value);

    static abstract V Add(V x, V y);

    static abstract V Subtract(V x, V y);

    static abstract V Multiply(V x, V y);

    static abstract V Divide(V x, V y);

    static abstract V Sqrt(V x);

    /// <summary>Fused multiply-add: x · y + z, rounded once.</summary>
    static abstract V Fma(V x, V y, V z);

    /// <summary>Clamps x to [low, high]; NaN stays NaN.</summary>
    static abstract V Clamp(V x, V low, V high);

    /// <summary>
    /// Selects <paramref name="yes"/> where x &lt; y, and <paramref name="no"/> elsewhere, including where either is NaN.
    /// </summary>
    static abstract V WhereLess(V x, V y, V yes, V no);

    /// <summary>Selects <paramref name="yes"/> where x = y, and <paramref name="no"/> elsewhere.</summary>
    static abstract V WhereEqual(V x, V y, V yes, V no);

    /// <summary>2ⁿ for an integer n that stands in the low bits of <paramref name="shifted"/> = 1.5 · 2²³ + n.</summary>
    static abstract V PowerOfTwo(V shifted);

    /// <summary>The mantissa m of a normal number x = m · 2ᵉ, with m in [½, 1).</summary>
    static abstract V Mantissa(V x);

    /// <summary>The exponent e of a normal number x = m · 2ᵉ, with m in [½, 1).</summary>
    static abstract V Exponent(V x);
}
