using System.Globalization;
using IntervenGen.Core;

namespace IntervenGen;

/// <summary>Some of a run's attempts: one of several equal parts, for as many machines, or a single one to be looked at.</summary>
/// <param name="Span">Which attempts of the whole run.</param>
/// <param name="Parts">How many parts there are; 0 for a single attempt, which is no part of anything.</param>
/// <param name="Attempts">Attempts of all parts.</param>
public sealed record RunPart(AttemptSpan Span, int Parts, long Attempts)
{
    /// <summary>One attempt made again, as the run made it or would have.</summary>
    public static RunPart Single(long attempt) => new(new AttemptSpan(attempt, 1), 0, 0);

    /// <summary>Whether it is <see cref="Single"/>: its steps are kept whether or not it succeeds.</summary>
    public bool IsSingle => Parts == 0;

    /// <summary>Reads <c>I/N</c>: part I of N, counted from 1.</summary>
    /// <exception cref="UsageException">Not of that form, or there are fewer attempts than parts.</exception>
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
