using IntervenGen.Core;
using IntervenGen.Learning.Pickles;
using IntervenGen.Learning.Plain;

namespace IntervenGen.Learning.Robomimic;

/// <summary>Reads what observations and actions are normalised by, in the spelling of any version.</summary>
internal static class RobomimicStatistics
{
    /// <summary>The normalisation of concatenated observations; the identity where there is none.</summary>
    /// <param name="entry">The entry <c>obs_normalization_stats</c>.</param>
    /// <param name="fields">The observations, in order.</param>
    /// <param name="where">Where it is from, for messages.</param>
    public static ObservationNormalization Observations(object? entry, IReadOnlyList<ObservationField> fields, string where)
    {
        int size = fields.Sum(field => field.Size);
        if (entry is not PickleMap statistics || statistics.Count == 0)
            return ObservationNormalization.None(size);
        var offset = new List<float>();
        var scale = new List<float>();
        foreach (ObservationField field in fields)
            Add(statistics, field.Name, field.Size, $"{where}, obs_normalization_stats", offset, scale);
        return Checked(() => new ObservationNormalization(offset.ToArray(), scale.ToArray()), where);
    }

    /// <summary>Scale and offset of actions; null where they stay as they are.</summary>
    /// <param name="entry">The entry <c>action_normalization_stats</c>.</param>
    /// <param name="names">The actions in order; empty for the order of the entry.</param>
    /// <param name="size">Number of components of an action.</param>
    /// <param name="where">Where it is from, for messages.</param>
    public static AffineAction? Actions(object? entry, IReadOnlyList<string> names, int size, string where)
    {
        if (entry is not PickleMap statistics || statistics.Count == 0)
            return null;
        var offset = new List<float>();
        var scale = new List<float>();
        where = $"{where}, action_normalization_stats";
        foreach (string name in names.Count > 0 ? names : [.. statistics.Named.Select(action => action.Key)])
            Add(statistics, name, null, where, offset, scale);
        if (offset.Count != size)
            throw new EpisodeFormatException($"{where}: {offset.Count} numbers, expected {size}");
        var affine = new AffineAction([.. scale], [.. offset]);
        return affine.IsIdentity ? null : affine;
    }

    private static void Add(PickleMap statistics, string name, int? size, string where, List<float> offset, List<float> scale)
    {
        where = $"{where}, '{name}'";
        if (statistics[name] is not PickleMap pair)
            throw new EpisodeFormatException($"{where}: missing");
        // Version 0.5 calls them offset and scale; before, the deviation had its smallest value added already.
        float[] first = RobomimicNumbers.Read(pair["offset"] ?? pair["mean"], 1 << 16, where);
        float[] second = RobomimicNumbers.Read(pair["scale"] ?? pair["std"], 1 << 16, where);
        if (first.Length != (size ?? first.Length) || second.Length != first.Length)
            throw new EpisodeFormatException($"{where}: {first.Length} and {second.Length} numbers, expected {size ?? first.Length} each");
        offset.AddRange(first);
        scale.AddRange(second);
    }

    private static ObservationNormalization Checked(Func<ObservationNormalization> make, string where)
    {
        try
        {
            return make();
        }
        catch (ArgumentException exception)
        {
            throw new EpisodeFormatException($"{where}, obs_normalization_stats: {exception.Message}", exception);
        }
    }
}
