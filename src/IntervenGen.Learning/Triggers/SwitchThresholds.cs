namespace IntervenGen.Learning.Triggers;

/// <summary>Thresholds of scores: quantiles, and what a budget of switches allows.</summary>
internal static class SwitchThresholds
{
    /// <summary>The quantile as ThriftyDAgger takes it: the number at ⌊fraction · n⌋ of the sorted ones, not interpolated.</summary>
    /// <param name="values">The numbers, at least one; they are sorted here.</param>
    /// <param name="fraction">The fraction, in [0, 1].</param>
    public static double Quantile(double[] values, double fraction)
    {
        Array.Sort(values);
        return values[Math.Min(values.Length - 1, (int)(fraction * values.Length))];
    }

    /// <summary>The conformal threshold: one more number drawn like these lies above it with probability at most α.</summary>
    /// <param name="values">One number per calibration episode, at least one; they are sorted here.</param>
    /// <param name="alpha">The probability α.</param>
    /// <returns>The ⌈(n + 1)(1 − α)⌉-th smallest; with too few numbers for α, the largest, and no promise.</returns>
    public static double Conformal(double[] values, double alpha)
    {
        Array.Sort(values);
        int rank = (int)Math.Ceiling((values.Length + 1) * (1 - alpha));
        return values[Math.Clamp(rank, 1, values.Length) - 1];
    }

    /// <summary>
    /// The lowest threshold with which at most a fraction of the steps that the policy drives are switches: every stretch is cut at
    /// the first score above the threshold, as it would be when the trigger acts.
    /// </summary>
    /// <param name="stretches">Scores of each stretch's steps; a score of −∞ never fires.</param>
    /// <param name="budget">Largest number of switches per step driven.</param>
    public static double OfBudget(IReadOnlyList<double[]> stretches, double budget)
    {
        double[] levels = [.. stretches.SelectMany(stretch => stretch).Where(double.IsFinite).Distinct().Order()];
        if (levels.Length == 0)
            return double.MaxValue;
        // With a higher threshold there are fewer switches and more steps: the rate falls, and halving finds where.
        int low = 0, high = levels.Length - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Rate(stretches, levels[middle]) <= budget)
                high = middle;
            else
                low = middle + 1;
        }

        return levels[low];
    }

    /// <summary>Switches per step driven, if every stretch is cut where a score first exceeds the threshold.</summary>
    public static double Rate(IReadOnlyList<double[]> stretches, double threshold)
    {
        long switches = 0, steps = 0;
        foreach (double[] stretch in stretches)
        {
            int first = Array.FindIndex(stretch, score => score > threshold);
            switches += first < 0 ? 0 : 1;
            steps += first < 0 ? stretch.Length : first + 1;
        }

        return steps == 0 ? 0 : (double)switches / steps;
    }
}
