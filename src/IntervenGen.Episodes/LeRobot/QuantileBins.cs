namespace IntervenGen.Episodes.LeRobot;

/// <summary>Quantiles as LeRobot computes them: from 5000 equal bins between the least and the greatest number, with linear interpolation
/// in the bin.</summary>
/// <remarks>Counts are kept for single bins and for blocks of a hundred, so that no quantile looks at all of them.</remarks>
internal sealed class QuantileBins
{
    private const int Bins = 5000, BlockSize = 100, Blocks = Bins / BlockSize;

    // What widens the range on both sides, so that the ends lie inside.
    private const double Margin = 1e-10;

    private readonly int[] _counts = new int[Bins], _blocks = new int[Blocks];
    private int[] _bins = [];

    /// <summary>The quantiles that are stored, and their names.</summary>
    public static IReadOnlyList<(double Fraction, string Name)> Stored { get; } =
        [(0.01, "q01"), (0.10, "q10"), (0.50, "q50"), (0.90, "q90"), (0.99, "q99")];

    /// <summary>Computes the stored quantiles.</summary>
    /// <param name="numbers">The numbers, at least one.</param>
    /// <param name="min">The least of them.</param>
    /// <param name="max">The greatest of them.</param>
    /// <param name="quantiles">Result, shape [5].</param>
    public void Compute(ReadOnlySpan<double> numbers, double min, double max, Span<double> quantiles)
    {
        double low = min - Margin, width = (max + Margin - low) / Bins;
        if (numbers.Length < 2 || min == max || !(width > 0))
        {
            quantiles.Fill(min);
            return;
        }

        if (_bins.Length < numbers.Length)
            _bins = new int[Math.Max(numbers.Length, 2 * _bins.Length)];
        double perWidth = 1 / width;
        for (int i = 0; i < numbers.Length; i++)
        {
            int bin = Math.Clamp((int)((numbers[i] - low) * perWidth), 0, Bins - 1);
            _bins[i] = bin;
            _counts[bin]++;
            _blocks[bin / BlockSize]++;
        }

        for (int i = 0; i < Stored.Count; i++)
            quantiles[i] = low + (width * Position(Stored[i].Fraction * numbers.Length));
        // Of five thousand, an episode touches a few hundred at most.
        foreach (int bin in _bins.AsSpan(0, numbers.Length))
            _counts[bin] = 0;
        Array.Clear(_blocks);
    }

    // How many bins lie below the number that so many are less than.
    private double Position(double target)
    {
        int below = 0, block = 0;
        while (block < Blocks - 1 && below + _blocks[block] < target)
            below += _blocks[block++];
        int bin = block * BlockSize, last = bin + BlockSize - 1;
        while (bin < last && below + _counts[bin] < target)
            below += _counts[bin++];
        return bin + (_counts[bin] == 0 ? 0 : Math.Clamp((target - below) / _counts[bin], 0, 1));
    }
}
