using IntervenGen.Core;
using IntervenGen.Learning.Wire;

namespace IntervenGen.Learning.Servers;

/// <summary>The key of an episode in a message: <c>seed</c>, <c>split</c>, <c>attempt</c> and <c>corrupted</c>.</summary>
internal static class EpisodeKeyForm
{
    /// <summary>Number of keys that <see cref="Write"/> writes.</summary>
    public const int Count = 4;

    /// <summary>Writes the four keys and their values into a map that was begun.</summary>
    public static void Write(WireWriter writer, in EpisodeKey key) => writer
        .Text("seed").Unsigned(key.Seed).Text("split").Text(key.Split.ToString())
        .Text("attempt").Integer(key.Attempt).Text("corrupted").Flag(key.Corrupted);

    /// <summary>Reads a key.</summary>
    /// <exception cref="WireException">A part is missing or out of range.</exception>
    public static EpisodeKey Read(WireMap map)
    {
        string name = map.Text("split") ?? nameof(SceneSplit.Evaluation);
        if (!Enum.TryParse(name, out SceneSplit split) || split.ToString() != name)
            throw new WireException($"'split' is '{name}'; it must be one of {string.Join(", ", Enum.GetNames<SceneSplit>())}");
        long attempt = map.Integer("attempt") ?? 0;
        if (attempt < 0)
            throw new WireException($"'attempt' is {attempt}; it must be 0 or more");
        return new EpisodeKey(map.Unsigned("seed") ?? 1, split, attempt, map.Flag("corrupted"));
    }
}
