namespace IntervenGen;

/// <summary>Times of the same pieces of work, measured several times over.</summary>
/// <remarks>
/// A piece is about a millisecond. Its median over the rounds is its time without the interruptions of a shared machine;
/// the mean is its time with them. On a machine of one's own the two agree.
/// </remarks>
internal sealed class BenchTimes(int pieces, int rounds)
{
    private readonly long[] _nanoseconds = new long[pieces * rounds];

    /// <summary>Time of one piece in one round.</summary>
    public ref long this[int round, int piece] => ref _nanoseconds[(round * pieces) + piece];

    /// <summary>Seconds that all pieces take, each at its median.</summary>
    public double MedianSeconds()
    {
        var one = new long[rounds];
        double sum = 0;
        for (int piece = 0; piece < pieces; piece++)
        {
            for (int round = 0; round < rounds; round++)
                one[round] = this[round, piece];
            Array.Sort(one);
            sum += rounds % 2 == 1 ? one[rounds / 2] : 0.5 * (one[rounds / 2] + one[(rounds / 2) - 1]);
        }

        return sum * 1e-9;
    }

    /// <summary>Seconds that all pieces took in one round, on average, interruptions included.</summary>
    public double MeanSeconds()
    {
        double sum = 0;
        foreach (long time in _nanoseconds)
            sum += time;
        return sum * 1e-9 / rounds;
    }

    /// <summary>Largest less smallest round, as a share of the mean round.</summary>
    public double Spread()
    {
        double min = double.MaxValue, max = 0;
        for (int round = 0; round < rounds; round++)
        {
            double sum = 0;
            for (int piece = 0; piece < pieces; piece++)
                sum += this[round, piece];
            min = Math.Min(min, sum);
            max = Math.Max(max, sum);
        }

        return (max - min) * 1e-9 / MeanSeconds();
    }
}
