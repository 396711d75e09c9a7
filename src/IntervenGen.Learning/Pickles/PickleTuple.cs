namespace IntervenGen.Learning.Pickles;

/// <summary>A Python tuple.</summary>
/// <remarks>A class and not a record: what it holds may be nested deeper than a comparison could follow.</remarks>
/// <param name="items">The elements.</param>
internal sealed class PickleTuple(object?[] items)
{
    /// <summary>The elements.</summary>
    public IReadOnlyList<object?> Items { get; } = items;
}
