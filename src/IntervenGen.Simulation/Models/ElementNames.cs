using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Simulation;

/// <summary>The names that a foreign model gives to the elements that a task looks up.</summary>
/// <remarks>
/// Ours come as <c>joint1</c> or, where a task has two kinds of elements of that name, with the kind before it:
/// <c>joint:nut</c>. Immutable. Which of them a task has is known to the task alone, and checked there.
/// </remarks>
public sealed class ElementNames
{
    /// <summary>Largest length of a name, UTF-8 bytes.</summary>
    private const int MaxBytes = 255;

    private ElementNames(IReadOnlyDictionary<string, string> given) => Given = given;

    /// <summary>The names of a model that uses the task's own.</summary>
    public static ElementNames Same { get; } = new(new Dictionary<string, string>());

    /// <summary>The model's name for each task name that differs.</summary>
    internal IReadOnlyDictionary<string, string> Given { get; }

    /// <summary>Parses pairs of names.</summary>
    /// <param name="pairs">Pairs <c>OURS=THEIRS</c>; only the first <c>=</c> separates.</param>
    /// <exception cref="UsageException">An entry is not a pair, or an element is named twice.</exception>
    public static ElementNames Parse(IEnumerable<string> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in pairs)
        {
            string[] sides = pair.Split('=', 2);
            if (sides.Length != 2 || sides[0].Length == 0 || sides[1].Length == 0)
                throw new UsageException($"--mjcf-name '{pair}' must be OURS=THEIRS");
            if (Encoding.UTF8.GetByteCount(sides[1]) > MaxBytes || sides[1].Contains('\0', StringComparison.Ordinal))
                throw new UsageException(
                    $"--mjcf-name gives '{sides[0]}' a name that no element can have: it may have {MaxBytes} bytes, none of them 0");
            if (!given.TryAdd(sides[0], sides[1]))
                throw new UsageException($"--mjcf-name names '{sides[0]}' twice: as '{given[sides[0]]}' and as '{sides[1]}'");
        }

        return given.Count == 0 ? Same : new ElementNames(given);
    }
}
