using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace IntervenGen.Learning.Cpu;

/// <summary>Some columns of a tall matrix, copied so that groups of six are contiguous from the first row to the last.</summary>
/// <remarks>
/// They are the left operand of every weight gradient: read as they stand, each would touch another page with every row. A strip
/// takes a third of a second-level cache and is used for all gates of a layer.
/// </remarks>
internal sealed class ColumnStrip
{
    private const int Width = Product.TileRows, MaxFloats = 80 * 1024;

    private readonly FloatBuffer _packed = new();

    /// <summary>Number of columns, a multiple of six, in a strip of this many rows.</summary>
    public static int ColumnsOf(int rows) => Width * Math.Max(1, MaxFloats / (Width * Math.Max(1, rows)));

    /// <summary>Distance between groups of six columns, floats.</summary>
    public nint GroupStride { get; private set; }

    /// <summary>Distance between rows of a group, floats.</summary>
    public static nint RowStride => Width;

    /// <summary>The first element of the strip.</summary>
    public ref float First => ref _packed[0];

    /// <summary>Copies columns into the strip.</summary>
    /// <param name="source">The first element of the first column.</param>
    /// <param name="stride">Distance between rows of the source, floats.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns; the last group is completed with the columns that follow.</param>
    public void TakeIn(ref float source, nint stride, int rows, int columns)
    {
        int groups = (columns + Width - 1) / Width;
        GroupStride = (nint)rows * Width;
        _packed.Reserve(groups * GroupStride);
        if (rows > 0)
            Copy(ref source, stride, rows, groups, ref _packed[0]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy(ref float source, nint stride, int rows, int groups, ref float target)
    {
        nint groupStride = (nint)rows * Width;
        for (nint row = 0; row < rows; row++)
        {
            ref float from = ref Unsafe.Add(ref source, row * stride);
            ref float to = ref Unsafe.Add(ref target, row * Width);
            for (int group = 0; group < groups; group++)
            {
                Vector128.LoadUnsafe(ref from).StoreUnsafe(ref to);
                Unsafe.Add(ref to, 4) = Unsafe.Add(ref from, 4);
                Unsafe.Add(ref to, 5) = Unsafe.Add(ref from, 5);
                from = ref Unsafe.Add(ref from, Width);
                to = ref Unsafe.Add(ref to, groupStride);
            }
        }
    }
}
