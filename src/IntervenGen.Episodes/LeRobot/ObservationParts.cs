using IntervenGen.Core;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>A block of the observation vector.</summary>
/// <param name="Field">The block.</param>
/// <param name="Offset">Its place in the vector.</param>
internal sealed record ObservationPart(ObservationField Field, int Offset)
{
    /// <summary>A name for each of its numbers.</summary>
    public IEnumerable<string> Names()
    {
        string[] axes = Field switch
        {
            { Size: 3 } when Field.Name.EndsWith("_pos", StringComparison.Ordinal) => ["x", "y", "z"],
            // In robomimic's order, in which observations are kept.
            { Size: 4 } when Field.Name.EndsWith("_quat", StringComparison.Ordinal) => ["x", "y", "z", "w"],
            _ => [.. Enumerable.Range(0, Field.Size).Select(i => $"{i}")],
        };
        return axes.Select(axis => $"{Field.Name}_{axis}");
    }
}

/// <summary>How the observation vector is parted into LeRobot's two: what the robot feels, and what is known of objects.</summary>
/// <param name="Robot">Blocks of <c>observation.state</c>.</param>
/// <param name="Environment">Blocks of <c>observation.environment_state</c>.</param>
internal sealed record ObservationParts(IReadOnlyList<ObservationPart> Robot, IReadOnlyList<ObservationPart> Environment)
{
    /// <summary>Parts the blocks: those whose names begin with <c>object</c>, robomimic's word, are the environment's.</summary>
    /// <remarks>A policy of LeRobot needs a state: where all blocks are objects, they are it.</remarks>
    public static ObservationParts Of(IReadOnlyList<ObservationField> fields)
    {
        var parts = new List<ObservationPart>();
        int at = 0;
        foreach (ObservationField field in fields)
        {
            parts.Add(new ObservationPart(field, at));
            at += field.Size;
        }

        ILookup<bool, ObservationPart> sides = parts.ToLookup(
            part => part.Field.Name.StartsWith("object", StringComparison.Ordinal));
        return sides.Contains(false) ? new([.. sides[false]], [.. sides[true]]) : new(parts, []);
    }
}
