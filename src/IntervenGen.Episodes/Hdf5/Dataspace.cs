namespace IntervenGen.Episodes.Hdf5;

/// <summary>The shape of an array or attribute; rank 0 is one value.</summary>
/// <param name="Sizes">Shape, row-major.</param>
/// <param name="IsNull">Whether it holds no value at all, which is not the same as one.</param>
internal sealed record Dataspace(long[] Sizes, bool IsNull)
{
    private const int MaxRank = 32;

    /// <summary>Product of the sizes.</summary>
    public long Count { get; } = IsNull ? 0 : Sizes.Aggregate(1L, (count, size) => Saturated(count, size));

    public static Dataspace Parse(FileBytes file, ByteCursor cursor)
    {
        byte version = cursor.Byte(), rank = cursor.Byte();
        cursor.Skip(1);
        if (version is not (1 or 2) || rank > MaxRank)
            throw cursor.Damaged($"a data space of version {version} and rank {rank}");
        const byte nullSpace = 2;
        bool isNull = false;
        if (version == 2)
            isNull = cursor.Byte() == nullSpace;
        else
            cursor.Skip(5);
        // Whoever reads its shape would look for elements that are not there.
        if (isNull && rank > 0)
            throw cursor.Damaged($"a data space without elements that has {rank} sizes");
        var sizes = new long[rank];
        for (int i = 0; i < rank; i++)
            sizes[i] = cursor.Length();
        return new Dataspace(sizes, isNull);
    }

    /// <summary>A product that stops at the largest number instead of starting anew.</summary>
    public static long Saturated(long a, long b) => a == 0 || b == 0 ? 0 : a > long.MaxValue / b ? long.MaxValue : a * b;
}
