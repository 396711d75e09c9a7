namespace IntervenGen.Learning.TorchFiles;

/// <summary>A tensor as an archive's pickle describes it: a view of a storage.</summary>
/// <param name="storage">Where its numbers are.</param>
/// <param name="offset">Index of its first number in the storage.</param>
/// <param name="shape">Its sizes.</param>
/// <param name="strides">Distance in the storage between neighbours along each dimension, in numbers.</param>
internal sealed class TorchTensor(TorchStorage storage, long offset, IReadOnlyList<int> shape, IReadOnlyList<long> strides)
{
    /// <summary>Where the tensor's numbers are.</summary>
    public TorchStorage Storage { get; } = storage;

    /// <summary>Index of the first number in the storage.</summary>
    public long Offset { get; } = offset;

    /// <summary>The tensor's sizes.</summary>
    public IReadOnlyList<int> Shape { get; } = shape;

    /// <summary>Distance in the storage between neighbours along each dimension, in numbers.</summary>
    public IReadOnlyList<long> Strides { get; } = strides;

    /// <summary>Number of elements.</summary>
    public long Count { get; } = shape.Aggregate(1L, (count, size) => count * size);

    /// <summary>The sizes as Python writes them, such as <c>[1600, 37]</c>.</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";

    /// <summary>Why the tensor cannot be a view of its storage; null if it can.</summary>
    /// <remarks>Checked before anything is reserved: a file of a few bytes may claim any size.</remarks>
    public string? FindFault()
    {
        if (Offset < 0 || Offset > Storage.Count)
            return $"it begins at number {Offset} of a storage of {Storage.Count}";
        if (Count == 0)
            return null;
        Int128 last = Offset;
        for (int i = 0; i < Shape.Count; i++)
        {
            if (Strides[i] < 0)
                return $"stride {Strides[i]} in dimension {i}";
            last += (Int128)Strides[i] * (Shape[i] - 1);
        }

        if (last >= Storage.Count)
            return $"its last element would be number {last} of a storage of {Storage.Count}";
        return Count > Storage.Count ? $"{Count} elements of a storage of {Storage.Count}" : null;
    }
}
