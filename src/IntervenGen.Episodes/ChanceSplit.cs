using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes;

/// <summary>Splits items into two parts at random, with at least one item in each.</summary>
internal static class ChanceSplit
{
    /// <summary>Chooses which of <paramref name="count"/> items go into the smaller part.</summary>
    /// <param name="draw">The stream of chance; one number is drawn per thing, so who goes where does not depend on how many there
    /// are.</param>
    /// <param name="count">Number of items.</param>
    /// <param name="fraction">Fraction of the chosen items, in (0, 1).</param>
    /// <param name="what">What the items are called in the message.</param>
    /// <exception cref="UsageException">There are fewer than two items.</exception>
    public static bool[] Choose(ref CounterRandom draw, int count, double fraction, string what)
    {
        if (count < 2)
            throw new UsageException($"{count} {what} cannot be parted in two: at least 2 are needed");
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++)
            numbers[i] = draw.NextDouble(0, 1);
        bool[] chosen = [.. numbers.Select(number => number < fraction)];
        // Of few things chance may choose all or none: then the one nearest to the other side goes there.
        if (!chosen.Contains(true))
            chosen[Array.IndexOf(numbers, numbers.Min())] = true;
        else if (!chosen.Contains(false))
            chosen[Array.IndexOf(numbers, numbers.Max())] = false;
        return chosen;
    }
}
