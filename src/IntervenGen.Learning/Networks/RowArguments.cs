using System.Diagnostics.CodeAnalysis;
using IntervenGen.Core;

namespace IntervenGen.Learning.Networks;

/// <summary>What every inference asks of its arguments, whatever computes it.</summary>
internal static class RowArguments
{
    private const int MaxRows = 1 << 24;

    /// <summary>Checks the number of rows of a recurrent state.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive, or more than an array can hold.</exception>
    public static void RequireCount(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, MaxRows);
    }

    /// <summary>Checks a call's spans against the network's sizes and the number of rows that there are.</summary>
    /// <exception cref="ArgumentException">A span's length is wrong, or a row out of range.</exception>
    public static void Require(
        NetworkShape shape, int count, ReadOnlySpan<int> rows, ReadOnlySpan<float> observations, ReadOnlySpan<float> means,
        ReadOnlySpan<float> logits)
    {
        SpanLength.Require(observations.Length, (long)count * shape.ObservationSize, nameof(observations));
        SpanLength.Require(means.Length, (long)count * shape.Means, nameof(means));
        SpanLength.Require(logits.Length, (long)count * shape.Modes, nameof(logits));
        foreach (int row in rows)
        {
            if ((uint)row >= (uint)count)
                ThrowRow(row, count);
        }
    }

    [DoesNotReturn]
    private static void ThrowRow(int row, int rows) => throw new ArgumentException($"row {row} is not one of {rows}", nameof(rows));
}
