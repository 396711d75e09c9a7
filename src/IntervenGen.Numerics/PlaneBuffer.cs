namespace IntervenGen.Numerics;

/// <summary>Rows of numbers as a structure of arrays, the layout that vectorised code reads: one plane per component.</summary>
/// <remarks>Every plane is padded to a multiple of the widest vector, so that wide code has no tail. One thread at a time.</remarks>
public abstract class PlaneBuffer
{
    // Doubles in a 512-bit vector: one layout on every machine.
    private const int Padding = 8;

    private readonly double[] _values;
    private readonly int _stride;

    private protected PlaneBuffer(int components, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Capacity = capacity;
        _stride = (capacity + Padding - 1) / Padding * Padding;
        _values = new double[components * _stride];
    }

    /// <summary>Largest number of rows that the buffer holds.</summary>
    public int Capacity { get; }

    /// <summary>Number of rows in use.</summary>
    public int Count { get; private set; }

    /// <summary>Sets the number of rows in use; the content of new rows is unspecified.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="Capacity"/>.</exception>
    public void Resize(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Capacity);
        Count = count;
    }

    /// <summary>One component of every row in use, shape [<see cref="Count"/>].</summary>
    public Span<double> Plane(int component) => _values.AsSpan(component * _stride, Count);

    /// <summary>One component with its padding: its length is at least the next multiple of the vector width.</summary>
    internal Span<double> Padded(int component) => _values.AsSpan(component * _stride, _stride);

    private protected void Check(int index) => ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
}
