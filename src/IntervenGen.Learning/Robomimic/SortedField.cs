using IntervenGen.Core;

namespace IntervenGen.Learning.Robomimic;

/// <summary>An observation and where it begins in the task's order, for files in which observations are sorted by name.</summary>
/// <param name="Name">The observation's name.</param>
/// <param name="Start">Index of its first component in the task's observation.</param>
/// <param name="Size">Number of its components.</param>
internal sealed record SortedField(string Name, int Start, int Size)
{
    /// <summary>Observations as Python sorts their names.</summary>
    public static SortedField[] Of(IReadOnlyList<ObservationField> fields)
    {
        int start = 0;
        var placed = new List<SortedField>();
        foreach (ObservationField field in fields)
        {
            placed.Add(new SortedField(field.Name, start, field.Size));
            start += field.Size;
        }

        return [.. placed.OrderBy(field => field.Name, StringComparer.Ordinal)];
    }
}
