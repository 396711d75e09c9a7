using System.Runtime.CompilerServices;

namespace IntervenGen.Franka;

/// <summary>One number per Cartesian axis: x, y, z, then about x, y, z. A value: no allocation; converts to spans.</summary>
[InlineArray(6)]
public struct AxisNumbers
{
    private double _first;

    /// <summary>The same number for every axis.</summary>
    public static AxisNumbers All(double value)
    {
        AxisNumbers numbers = default;
        ((Span<double>)numbers).Fill(value);
        return numbers;
    }

    /// <summary>Makes a value of six numbers that are copied from a span.</summary>
    public static AxisNumbers From(ReadOnlySpan<double> values)
    {
        AxisNumbers numbers = default;
        values[..6].CopyTo(numbers);
        return numbers;
    }

    /// <summary>Copies the six numbers into a span.</summary>
    public readonly void CopyTo(Span<double> values) => ((ReadOnlySpan<double>)this).CopyTo(values);
}
