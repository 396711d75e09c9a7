using System.Diagnostics.CodeAnalysis;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>A field of doubles inside a world's data.</summary>
/// <remarks>
/// Holds the world, so that it is not collected, and asks with every access whether it was disposed. A span already taken is valid
/// until then: take it anew for each piece of work, and do not keep it while somebody else may dispose the world.
/// </remarks>
public readonly unsafe struct MjField
{
    private readonly MjData _owner;
    private readonly double* _first;

    internal MjField(MjData owner, double* first, int count)
    {
        _owner = owner;
        _first = first;
        Count = count;
    }

    /// <summary>Number of elements of the field.</summary>
    public int Count { get; }

    /// <summary>The elements; aliases mjData.</summary>
    /// <exception cref="ObjectDisposedException">The world has been disposed of.</exception>
    public Span<double> Span
    {
        get
        {
            if (_owner.IsClosed)
                Throw();
            return new(_first, Count);
        }
    }

    [DoesNotReturn]
    private static void Throw() => throw new ObjectDisposedException(nameof(MjData));
}
