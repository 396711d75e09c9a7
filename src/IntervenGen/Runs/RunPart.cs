using System.Globalization;
using IntervenGen.Core;

namespace IntervenGen;

/// <summary>A subset of a run's attempts: one of several equal parts for several machines, or a single attempt for inspection.</summary>
/// <param name="Span">The attempts within the whole run.</param>
/// <param name="Parts">Number of parts; 0 for a single attempt.</param>
/// <param name="Attempts">Number of attempts of all parts.</param>
public sealed record RunPart(AttemptSpan Span, int Parts, long Attempts)
{
    /// <summary>One attempt, made exactly as the whole run makes it.</summary>
    public static RunPart Single(long attempt) => new(new AttemptSpan(attempt, 1), 0, 0);

    /// <summary>Whether this is a single attempt, whose steps are kept whether or not it succeeds.</summary>
    public bool IsSingle => Parts == 0;

    /// <summary>Parses <c>I/N</c>: part I of N, counted from 1.</summary>
    /// <exception cref="UsageException">The text does not have that form, or there are fewer attempts than parts.</exception>
    public static RunPart Parse(string text, long attempts)
    {
        string[] words = text.Split('/');
        if (words.Length != 2
            || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int part)
            || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int parts)
            || part < 1 || parts < part)
        {
            throw new UsageException($"--part is '{text}'; it must be I/N with 1 <= I <= N, such as 2/4");
        }

        if (attempts < parts)
            throw new UsageException($"--attempts is {attempts}; with --part it is the number of all parts' attempts, at least {parts}");
        long first = attempts * (part - 1) / parts;
        return new RunPart(new AttemptSpan(first, (attempts * part / parts) - first), parts, attempts);
    }
}
