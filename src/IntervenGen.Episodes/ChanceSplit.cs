using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes;

/// <summary>Parts things in two by chance, with something on each side.</summary>
internal static class ChanceSplit
{
    /// <summary>Which of <paramref name="count"/> things go to the smaller side.</summary>
    /// <param name="draw">The stream of chance; one number is drawn per thing, so who goes where does not depend on how many there
    /// are.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="fraction">Share of the chosen, between 0 and 1, both excluded.</param>
    /// <param name="what">What they are called, for the message.</param>
    /// <exception cref="UsageException">There are fewer than two.</exception>
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
