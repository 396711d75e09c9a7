using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>Where a run of steps lies in a dataset.</summary>
/// <param name="First">Its first step in the stored episode.</param>
/// <param name="Count">Number of its steps.</param>
/// <param name="Episode">Number of LeRobot's episode.</param>
/// <param name="FirstFrame">Running number of its first step in the dataset.</param>
/// <param name="Kind">Kind of the stored episode.</param>
/// <param name="Fps">Steps a second.</param>
internal readonly record struct EpisodePlace(int First, int Count, int Episode, long FirstFrame, EpisodeKind Kind, int Fps);

/// <summary>A feature of a dataset that is made of the steps of an episode, in a buffer that is used again.</summary>
internal abstract class EpisodeColumn(string name, string dtype, int width, IReadOnlyList<string>? names)
{
    /// <summary>The feature's name.</summary>
    public string Name => name;

    /// <summary>Numbers of a step.</summary>
    public int Width => width;

    /// <summary>The column that holds it: one number is no list.</summary>
    public SheetColumn Sheet { get; } = new(name, dtype, width > 1);

    /// <summary>The feature as <c>info.json</c> describes it.</summary>
    public JsonObject ToFeature() => new()
    {
        ["dtype"] = dtype,
        ["shape"] = new JsonArray(width),
        ["names"] = names is null ? null : new JsonArray([.. names.Select(text => (JsonNode)text)]),
    };

    /// <summary>The feature as Hugging Face's datasets describe it.</summary>
    public JsonObject ToHuggingFace()
    {
        var value = new JsonObject { ["dtype"] = dtype, ["_type"] = "Value" };
        return width == 1 ? value : new JsonObject { ["feature"] = value, ["length"] = width, ["_type"] = "Sequence" };
    }

    /// <summary>Takes the steps of an episode.</summary>
    public abstract void Fill(EpisodeBuffer episode, in EpisodePlace place);

    /// <summary>Writes what was taken as the next column.</summary>
    public abstract void WriteTo(ParquetSheet sheet);

    /// <summary>One component of all steps taken, as numbers; booleans are 0 and 1.</summary>
    /// <param name="component">Its index, below <see cref="Width"/>.</param>
    /// <param name="numbers">Result, shape [steps].</param>
    public abstract void CopyTo(int component, Span<double> numbers);
}

/// <summary>A feature of numbers of one type: single, double, 64-bit whole numbers or booleans.</summary>
internal sealed class EpisodeColumn<T>(
    string name, int width, EpisodeColumn<T>.RowOf row, IReadOnlyList<string>? names = null)
    : EpisodeColumn(name, TypeName, width, names)
    where T : unmanaged
{
    private T[] _values = [];
    private int _count;

    /// <summary>Writes the numbers of one step.</summary>
    /// <param name="episode">The stored episode.</param>
    /// <param name="step">The step's index in it.</param>
    /// <param name="place">Where the run of steps lies.</param>
    /// <param name="values">Result, shape [width].</param>
    public delegate void RowOf(EpisodeBuffer episode, int step, in EpisodePlace place, Span<T> values);

    private static string TypeName =>
        typeof(T) == typeof(float) ? "float32"
        : typeof(T) == typeof(double) ? "float64"
        : typeof(T) == typeof(long) ? "int64"
        : typeof(T) == typeof(bool) ? "bool"
        : throw new NotSupportedException($"no feature holds {typeof(T).Name}");

    public override void Fill(EpisodeBuffer episode, in EpisodePlace place)
    {
        _count = place.Count;
        if (_values.Length < _count * Width)
            _values = new T[Math.Max(_count * Width, 2 * _values.Length)];
        for (int t = 0; t < _count; t++)
            row(episode, place.First + t, place, _values.AsSpan(t * Width, Width));
    }

    public override void WriteTo(ParquetSheet sheet)
    {
        ReadOnlyMemory<T> values = _values.AsMemory(0, _count * Width);
        if (Width == 1)
            sheet.Write(values);
        else
            sheet.WriteLists(values, Width);
    }

    public override void CopyTo(int component, Span<double> numbers)
    {
        for (int t = 0; t < _count; t++)
            numbers[t] = Number(ref _values[(t * Width) + component]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Number(ref T value) =>
        typeof(T) == typeof(float) ? Unsafe.As<T, float>(ref value)
        : typeof(T) == typeof(double) ? Unsafe.As<T, double>(ref value)
        : typeof(T) == typeof(long) ? Unsafe.As<T, long>(ref value)
        : Unsafe.As<T, bool>(ref value) ? 1 : 0;
}
