namespace IntervenGen.Interop.Hdf5;

/// <summary>The data spaces of the last few shapes: the arrays of one demonstration have a handful, and hundreds follow each
/// other.</summary>
/// <remarks>Under the library's lock.</remarks>
internal sealed unsafe class Hdf5Spaces : IDisposable
{
    private const int Kept = 16, MaxRank = 4;

    private readonly int[] _ranks = new int[Kept];
    private readonly int[] _sizes = new int[Kept * MaxRank];
    private readonly long[] _ids = new long[Kept];
    private int _next;

    /// <summary>The id of a data space of a shape; valid until as many other shapes were asked for.</summary>
    public long Of(ReadOnlySpan<int> shape, string place)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shape.Length, MaxRank, nameof(shape));
        for (int i = 0; i < Kept; i++)
        {
            if (_ids[i] != 0 && _ranks[i] == shape.Length && shape.SequenceEqual(_sizes.AsSpan(i * MaxRank, shape.Length)))
                return _ids[i];
        }

        ulong* sizes = stackalloc ulong[MaxRank];
        for (int i = 0; i < shape.Length; i++)
            sizes[i] = (ulong)shape[i];
        long id = Hdf5Library.Check(Hdf5Native.SpaceCreateSimple(shape.Length, sizes, null), "H5Screate_simple", place);
        int at = _next;
        _next = (_next + 1) % Kept;
        Close(at);
        (_ids[at], _ranks[at]) = (id, shape.Length);
        shape.CopyTo(_sizes.AsSpan(at * MaxRank));
        return id;
    }

    public void Dispose()
    {
        lock (Hdf5Library.Gate)
        {
            for (int i = 0; i < Kept; i++)
                Close(i);
        }
    }

    private void Close(int at)
    {
        if (_ids[at] != 0)
            _ = Hdf5Native.SpaceClose(_ids[at]);
        _ids[at] = 0;
    }
}
