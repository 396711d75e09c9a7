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

    /// <summary>Copies seven numbers.</summary>
    public static JointNumbers From(ReadOnlySpan<double> values)
    {
        JointNumbers numbers = default;
        values[..7].CopyTo(numbers);
        return numbers;
    }

    /// <summary>Writes the numbers.</summary>
    public readonly void CopyTo(Span<double> values) => ((ReadOnlySpan<double>)this).CopyTo(values);
}

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

    /// <summary>Copies six numbers.</summary>
    public static AxisNumbers From(ReadOnlySpan<double> values)
    {
        AxisNumbers numbers = default;
        values[..6].CopyTo(numbers);
        return numbers;
    }

    /// <summary>Writes the numbers.</summary>
    public readonly void CopyTo(Span<double> values) => ((ReadOnlySpan<double>)this).CopyTo(values);
}

/// <summary>A 3×3 inertia, column-major, kg·m². A value: no allocation; converts to spans.</summary>
[InlineArray(9)]
public struct InertiaNumbers
{
    private double _first;

    /// <summary>A diagonal inertia.</summary>
    public static InertiaNumbers Diagonal(double x, double y, double z)
    {
        InertiaNumbers numbers = default;
        numbers[0] = x;
        numbers[4] = y;
        numbers[8] = z;
        return numbers;
    }

    /// <summary>Writes the numbers.</summary>
    public readonly void CopyTo(Span<double> values) => ((ReadOnlySpan<double>)this).CopyTo(values);
}
