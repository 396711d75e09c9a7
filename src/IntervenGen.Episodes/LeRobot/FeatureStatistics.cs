using System.Text.Json.Nodes;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>Statistics of one feature over an episode or a dataset, per component: what LeRobot normalises by.</summary>
internal sealed class FeatureStatistics(int width)
{
    private static readonly int s_quantiles = QuantileBins.Stored.Count;

    /// <summary>Least and greatest numbers, means, and population deviations, shape [width] each.</summary>
    public double[] Min { get; } = new double[width];

    public double[] Max { get; } = new double[width];

    public double[] Mean { get; } = new double[width];

    public double[] Deviation { get; } = new double[width];

    /// <summary>Quantiles, shape [5][width].</summary>
    public double[][] Quantiles { get; } = [.. QuantileBins.Stored.Select(_ => new double[width])];

    /// <summary>Number of steps.</summary>
    public long Count { get; set; }

    /// <summary>Names and numbers without the count, in LeRobot's order.</summary>
    public IEnumerable<(string Name, double[] Numbers)> Named =>
    [
        ("min", Min), ("max", Max), ("mean", Mean), ("std", Deviation),
        .. QuantileBins.Stored.Select((quantile, i) => (quantile.Name, Quantiles[i])),
    ];

    /// <summary>Computes the statistics of what a column has taken.</summary>
    /// <param name="column">The column.</param>
    /// <param name="numbers">Room for one component, shape [steps].</param>
    /// <param name="bins">Room for counting.</param>
    public void Compute(EpisodeColumn column, Span<double> numbers, QuantileBins bins)
    {
        Count = numbers.Length;
        for (int component = 0; component < width; component++)
        {
            column.CopyTo(component, numbers);
            Compute(component, numbers, bins);
        }
    }

    /// <summary>Computes the statistics of one component.</summary>
    public void Compute(int component, ReadOnlySpan<double> numbers, QuantileBins bins)
    {
        Count = numbers.Length;
        double min = double.PositiveInfinity, max = double.NegativeInfinity, sum = 0, square = 0;
        foreach (double number in numbers)
        {
            min = number < min ? number : min;
            max = number > max ? number : max;
            sum += number;
        }

        double mean = sum / numbers.Length;
        foreach (double number in numbers)
            square += (number - mean) * (number - mean);
        Span<double> quantiles = stackalloc double[s_quantiles];
        bins.Compute(numbers, min, max, quantiles);
        (Min[component], Max[component], Mean[component]) = (min, max, mean);
        Deviation[component] = Math.Sqrt(square / numbers.Length);
        for (int i = 0; i < s_quantiles; i++)
            Quantiles[i][component] = quantiles[i];
    }

    /// <summary>Takes in the statistics of another part of the same feature, by LeRobot's rules: quantiles up to the median become the
    /// least of all parts, those above the greatest.</summary>
    public void Add(FeatureStatistics part)
    {
        long total = Count + part.Count;
        for (int i = 0; i < width; i++)
        {
            bool isFirst = Count == 0;
            double difference = part.Mean[i] - Mean[i], share = part.Count / (double)total;
            double variance = ((1 - share) * Deviation[i] * Deviation[i]) + (share * part.Deviation[i] * part.Deviation[i])
                + (share * (1 - share) * difference * difference);
            Min[i] = isFirst ? part.Min[i] : Math.Min(Min[i], part.Min[i]);
            Max[i] = isFirst ? part.Max[i] : Math.Max(Max[i], part.Max[i]);
            Mean[i] += share * difference;
            Deviation[i] = Math.Sqrt(variance);
            for (int q = 0; q < s_quantiles; q++)
            {
                double mine = Quantiles[q][i], theirs = part.Quantiles[q][i];
                Quantiles[q][i] = isFirst ? theirs
                    : QuantileBins.Stored[q].Fraction <= 0.5 ? Math.Min(mine, theirs) : Math.Max(mine, theirs);
            }
        }

        Count = total;
    }

    /// <summary>As the metadata files have it.</summary>
    /// <param name="withQuantiles">Whether quantiles are among them, as since version 3.0.</param>
    /// <param name="ofPictures">Whether each number stands for a whole plane of a picture: shape [3, 1, 1].</param>
    public JsonObject ToJson(bool withQuantiles, bool ofPictures = false)
    {
        var json = new JsonObject();
        foreach ((string name, double[] numbers) in Named.Take(withQuantiles ? int.MaxValue : 4))
            json[name] = new JsonArray([.. numbers.Select(number => ofPictures ? new JsonArray(new JsonArray(number)) : (JsonNode)number)]);
        json["count"] = new JsonArray(Count);
        return json;
    }
}
