using System.Globalization;
using System.Text.RegularExpressions;
using IntervenGen.Core;
using IntervenGen.Experiments;

namespace IntervenGen;

/// <summary>The parts of a stage's attempts, or trials, that several processes make.</summary>
/// <param name="folder">Their folder.</param>
/// <param name="key">Key of the stage.</param>
internal sealed partial class StageParts(string folder, string key)
{
    /// <summary>Path of a part's result.</summary>
    public string PathOf(AttemptSpan span) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"attempt-{span.First:D9}-{span.Count}.igen"));

    /// <summary>A part's result; null if it is not there.</summary>
    public Artifact? Find(AttemptSpan span) => ResultRecord.TryRead(PathOf(span), key);

    /// <summary>Marks a part as finished. One without a success is a part like any other.</summary>
    public void Write(Recipe recipe, Artifact part) => ResultRecord.Write(recipe, part with { Failure = null }, key);

    /// <summary>The parts that follow each other from the first attempt on; behind a missing one nothing counts.</summary>
    /// <remarks>Parts of another division are left aside where they overlap.</remarks>
    public IReadOnlyList<Artifact> Beginning()
    {
        var parts = new List<Artifact>();
        long next = 0;
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "attempt-*.igen" + ResultRecord.Ending) : [];
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            Match name = Name().Match(Path.GetFileName(file));
            if (!name.Success || long.Parse(name.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) != next
                || ResultRecord.TryRead(file[..^ResultRecord.Ending.Length], key) is not { } part)
            {
                continue;
            }

            parts.Add(part);
            next += (long)(part.Facts["attempts"] ?? part.Facts["trials"])!;
        }

        return parts;
    }

    /// <summary>Removes them, once the stage has them all.</summary>
    public void Remove()
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // They cost only space.
        }
    }

    [GeneratedRegex(@"^attempt-([0-9]{9,})-[0-9]+\.igen")]
    private static partial Regex Name();
}
