namespace IntervenGen.Tasks.Tests;

/// <summary>Smallest and largest of many draws.</summary>
internal sealed class Range
{
    private double _least = double.MaxValue, _most = double.MinValue;

    public void Add(double value) => (_least, _most) = (Math.Min(_least, value), Math.Max(_most, value));

    /// <summary>Ten thousand uniform draws come within a two hundredth of the width to either end, and never pass it.</summary>
    public void AssertFills(double low, double high)
    {
        double margin = (high - low) / 200;
        Assert.InRange(_least, low - 1e-12, low + margin);
        Assert.InRange(_most, high - margin, high + 1e-12);
    }
}
