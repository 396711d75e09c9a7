namespace IntervenGen.Episodes.LeRobot;

/// <summary>The levels by which Parquet tells values from nulls and lists from their elements, where nothing is ever null.</summary>
/// <remarks>Arrays are made once for each length of lists and grow; what is returned is valid until the next call of that kind.</remarks>
internal sealed class ListLevels
{
    private const int OfValue = 1, OfElement = 3;

    private readonly Dictionary<int, int[]> _starts = [];
    private int[] _values = [], _elements = [];

    /// <summary>Definition levels of <paramref name="count"/> values that are there.</summary>
    public ReadOnlyMemory<int> OfValues(int count) => Constant(ref _values, OfValue, count);

    /// <summary>Definition levels of <paramref name="count"/> elements of lists that are there.</summary>
    public ReadOnlyMemory<int> OfElements(int count) => Constant(ref _elements, OfElement, count);

    /// <summary>Repetition levels of <paramref name="count"/> elements in lists of <paramref name="width"/>.</summary>
    public ReadOnlyMemory<int> Starts(int count, int width)
    {
        if (!_starts.TryGetValue(width, out int[]? levels) || levels.Length < count)
        {
            levels = new int[Math.Max(count, 2 * (levels?.Length ?? 0))];
            for (int i = 0; i < levels.Length; i++)
                levels[i] = i % width == 0 ? 0 : 1;
            _starts[width] = levels;
        }

        return levels.AsMemory(0, count);
    }

    private static Memory<int> Constant(ref int[] levels, int level, int count)
    {
        if (levels.Length < count)
        {
            levels = new int[Math.Max(count, 2 * levels.Length)];
            Array.Fill(levels, level);
        }

        return levels.AsMemory(0, count);
    }
}
