using System.Runtime.CompilerServices;

namespace IntervenGen.Franka;

/// <summary>One number per joint, base to flange. A value: no allocation; converts to spans.</summary>
[InlineArray(7)]
public struct JointNumbers
{
    private double _first;

    /// <summary>The same number for every joint.</summary>
    public static JointNumbers All(double value)
    {
        JointNumbers numbers = default;
        ((Span<double>)numbers).Fill(value);
        return numbers;
    }

    /// <summary>Makes a value of seven numbers that are copied from a span.</summary>
    public static JointNumbers From(ReadOnlySpan<double> values)
    {
        JointNumbers numbers = default;
        values[..7].CopyTo(numbers);
        return numbers;
    }

    /// <summary>Copies the seven numbers into a span.</summary>
    public readonly void CopyTo(Span<double> values) => ((ReadOnlySpan<double>)this).CopyTo(values);
}
