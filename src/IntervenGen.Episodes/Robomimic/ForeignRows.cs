using System.Numerics;
using IntervenGen.Core;
using IntervenGen.Episodes.Hdf5;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>Arrays of a foreign demonstration: a row per step, or one more where the end was recorded as well.</summary>
internal static class ForeignRows
{
    /// <summary>Reads one row per step; of one more, the first ones.</summary>
    /// <param name="group">Where it is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="steps">Steps of the demonstration: rows of its actions.</param>
    /// <param name="row">Shape of a row; none for single numbers, which may also stand in a column of their own.</param>
    /// <exception cref="EpisodeFormatException">It has another shape; the message names both.</exception>
    public static T[] Read<T>(IArrayGroup group, string name, string path, int steps, params ReadOnlySpan<int> row)
        where T : unmanaged, INumber<T>
    {
        // The shape first: what does not fit is refused before its bytes are in memory.
        int[] shape = group.ShapeOf(name);
        bool isColumn = row.Length == 0 && shape.Length == 2 && shape[1] == 1;
        bool fits = shape.Length >= 1 && (isColumn || shape.AsSpan(1).SequenceEqual(row)) && (shape[0] == steps || shape[0] == steps + 1);
        if (!fits)
        {
            string expected = string.Join(", ", (int[])[steps, .. row]);
            throw new EpisodeFormatException(
                $"'{path}', {group.Path}/{name}: has shape [{string.Join(", ", shape)}], expected [{expected}], a row per action");
        }

        T[] values = group.ReadArray<T>(name, out _);
        return shape[0] == steps ? values : values[..(values.Length / (steps + 1) * steps)];
    }

    /// <summary>Refuses a number that is none, by demonstration, key and step.</summary>
    public static void RequireFinite(ReadOnlySpan<double> values, int width, string path, IArrayGroup group, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                throw new EpisodeFormatException($"'{path}', {group.Path}/{name}: step {i / width} holds {values[i]}");
        }
    }
}
