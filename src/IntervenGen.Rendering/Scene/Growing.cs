namespace IntervenGen.Rendering.Scene;

/// <summary>A list that keeps its room when it is cleared.</summary>
/// <typeparam name="T">An element.</typeparam>
internal sealed class Growing<T>
{
    private T[] _elements = new T[16];

    public int Count { get; private set; }

    public Span<T> Span => _elements.AsSpan(0, Count);

    public ref T this[int index] => ref _elements[index];

    /// <summary>Adds elements, whose values are those of before.</summary>
    public Span<T> Add(int count)
    {
        if (_elements.Length < Count + count)
            Array.Resize(ref _elements, Math.Max(Count + count, 2 * _elements.Length));
        Count += count;
        return _elements.AsSpan(Count - count, count);
    }

    public void Clear() => Count = 0;
}
