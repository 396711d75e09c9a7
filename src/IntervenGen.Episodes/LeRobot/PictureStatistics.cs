namespace IntervenGen.Episodes.LeRobot;

/// <summary>Statistics of an episode's pictures by LeRobot's rules: per colour, from 0 to 1, of some pictures and of some of their
/// pixels.</summary>
/// <remarks>Bytes have 256 values, so they are counted. Allocates nothing but the result.</remarks>
internal sealed class PictureStatistics
{
    /// <summary>Red, green, blue.</summary>
    public const int Channels = 3;

    private const int Values = 256, MinPictures = 100, MaxPictures = 10_000, LargeSide = 300, WantedSide = 150;
    private const double Exponent = 0.75;

    private readonly long[] _counts = new long[Channels * Values];
    private int _steps, _pictures, _width, _height, _every, _seen, _taken;

    /// <summary>Begins an episode.</summary>
    public void Begin(int steps, int width, int height)
    {
        Array.Clear(_counts);
        (_steps, _width, _height, _seen, _taken) = (steps, width, height, 0, 0);
        _pictures = Math.Min(steps, Math.Max(MinPictures, Math.Min((int)Math.Pow(steps, Exponent), MaxPictures)));
        int side = Math.Max(width, height);
        _every = side < LargeSide ? 1 : side / WantedSide;
    }

    /// <summary>Looks at the next picture, if it is one of those that count: they lie evenly over the episode.</summary>
    /// <param name="rgb">Shape [height, width, 3].</param>
    public void Add(ReadOnlySpan<byte> rgb)
    {
        int next = _pictures == 1 ? 0 : (int)Math.Round(_taken * (_steps - 1) / (double)(_pictures - 1));
        if (_seen++ != next)
            return;
        _taken++;
        for (int row = 0; row < _height; row += _every)
        {
            for (int column = 0; column < _width; column += _every)
            {
                ReadOnlySpan<byte> pixel = rgb.Slice(((row * _width) + column) * Channels, Channels);
                for (int channel = 0; channel < Channels; channel++)
                    _counts[(channel * Values) + pixel[channel]]++;
            }
        }
    }

    /// <summary>The statistics of the episode.</summary>
    public FeatureStatistics Compute()
    {
        var statistics = new FeatureStatistics(Channels) { Count = _taken };
        for (int channel = 0; channel < Channels; channel++)
        {
            ReadOnlySpan<long> counts = _counts.AsSpan(channel * Values, Values);
            long total = 0;
            double sum = 0, square = 0;
            for (int value = 0; value < Values; value++)
            {
                total += counts[value];
                sum += counts[value] * (value / 255.0);
            }

            double mean = sum / total;
            for (int value = 0; value < Values; value++)
                square += counts[value] * ((value / 255.0) - mean) * ((value / 255.0) - mean);
            statistics.Min[channel] = counts.IndexOfAnyExcept(0) / 255.0;
            statistics.Max[channel] = counts.LastIndexOfAnyExcept(0) / 255.0;
            statistics.Mean[channel] = mean;
            statistics.Deviation[channel] = Math.Sqrt(square / total);
            for (int i = 0; i < QuantileBins.Stored.Count; i++)
                statistics.Quantiles[i][channel] = Quantile(counts, QuantileBins.Stored[i].Fraction * total) / 255.0;
        }

        return statistics;
    }

    private static int Quantile(ReadOnlySpan<long> counts, double target)
    {
        long below = 0;
        for (int value = 0; value < Values; value++)
        {
            below += counts[value];
            if (below >= target)
                return value;
        }

        return Values - 1;
    }
}
