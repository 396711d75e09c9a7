namespace IntervenGen.Generation;

/// <summary>A success rate with its 95 % Wilson score interval.</summary>
/// <param name="Successes">Number of trials that succeeded.</param>
/// <param name="Trials">Number of all trials.</param>
public readonly record struct SuccessInterval(int Successes, int Trials)
{
    private const double Z95 = 1.959963984540054;

    /// <summary>Fraction of successes, in [0, 1]; 0 without trials.</summary>
    public double Rate => Trials == 0 ? 0 : (double)Successes / Trials;

    /// <summary>Lower end of Wilson's score interval, in [0, 1].</summary>
    public double Low => Trials == 0 ? 0 : Math.Max(0, Centre - HalfWidth);

    /// <summary>Upper end of Wilson's score interval, in [0, 1].</summary>
    public double High => Trials == 0 ? 1 : Math.Min(1, Centre + HalfWidth);

    private double Centre => (Rate + (Z95 * Z95 / (2 * Trials))) / (1 + (Z95 * Z95 / Trials));

    private double HalfWidth =>
        Z95 / (1 + (Z95 * Z95 / Trials)) * Math.Sqrt((Rate * (1 - Rate) / Trials) + (Z95 * Z95 / (4.0 * Trials * Trials)));
}
