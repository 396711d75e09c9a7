using System.Runtime.InteropServices;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>Where a field of doubles lies inside a world's data.</summary>
/// <remarks>Holds no reference: its owner must keep the <see cref="MjData"/> alive.</remarks>
public readonly unsafe struct MjField
{
    private readonly double* _first;

    internal MjField(double* first, int count)
    {
        _first = first;
        Count = count;
    }

    /// <summary>Numbers in the field.</summary>
    public int Count { get; }

    /// <summary>The numbers; no copy.</summary>
    public Span<double> Span => new(_first, Count);
}

/// <summary>Contacts between groups of geoms, accumulated over substeps.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct MjContactState
{
    internal int Size;

    /// <summary>Contacts of the trigger pair.</summary>
    public int TriggerCount;

    /// <summary>Bit 8a + b (and 8b + a): a geom of group a touches one of group b.</summary>
    public ulong Pairs;

    /// <summary>Sum of the trigger contacts' positions, world frame, metres.</summary>
    public double PositionSumX, PositionSumY, PositionSumZ;

    /// <summary>The bit of one pair of groups.</summary>
    public static ulong Pair(int a, int b) => (1UL << ((8 * a) + b)) | (1UL << ((8 * b) + a));

    /// <summary>Whether two groups touch.</summary>
    public readonly bool Touches(int a, int b) => (Pairs & Pair(a, b)) != 0;
}
