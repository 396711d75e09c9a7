using System.Runtime.CompilerServices;

namespace IntervenGen.Franka;

/// <summary>A 3×3 inertia, column-major, kg·m². A value: no allocation; converts to spans.</summary>
[InlineArray(9)]
public struct InertiaNumbers
{
    private double _first;

    /// <summary>Makes an inertia whose principal axes are the frame's, kg·m².</summary>
    public static InertiaNumbers Diagonal(double x, double y, double z)
    {
        InertiaNumbers numbers = default;
        numbers[0] = x;
        numbers[4] = y;
        numbers[8] = z;
        return numbers;
    }

    /// <summary>Copies the nine numbers into a span, column by column.</summary>
    public readonly void CopyTo(Span<double> values) => ((ReadOnlySpan<double>)this).CopyTo(values);
}
