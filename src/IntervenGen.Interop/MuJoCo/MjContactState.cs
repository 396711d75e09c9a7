using System.Runtime.InteropServices;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>Contacts between groups of geoms, accumulated over substeps.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct MjContactState
{
    internal int Size;

    /// <summary>Number of contacts of the trigger pair.</summary>
    public int TriggerCount;

    /// <summary>Bit 8a + b (and 8b + a): a geom of group a touches one of group b.</summary>
    public ulong Pairs;

    /// <summary>Sum of the trigger contacts' positions, world frame, metres.</summary>
    public double PositionSumX, PositionSumY, PositionSumZ;

    /// <summary>The bit that represents one pair of groups.</summary>
    public static ulong Pair(int a, int b) => (1UL << ((8 * a) + b)) | (1UL << ((8 * b) + a));

    /// <summary>Whether two groups are in contact.</summary>
    public readonly bool Touches(int a, int b) => (Pairs & Pair(a, b)) != 0;
}
