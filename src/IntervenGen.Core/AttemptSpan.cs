namespace IntervenGen.Core;

/// <summary>The attempts of a run that are made together: all of them, one machine's part, or a single one for inspection.</summary>
/// <remarks>
/// An attempt has two numbers. Its number within the whole run keys its random streams, so that a part makes what the undivided
/// run would have made; its index within the span is where it lies in the part's own dataset. Only this record converts between them.
/// </remarks>
/// <param name="First">Number of the first attempt within the whole run, from 0.</param>
/// <param name="Count">Largest number of attempts.</param>
public readonly record struct AttemptSpan(long First, long Count)
{
    /// <summary>The first <paramref name="count"/> attempts of a run, without a gap.</summary>
    public static AttemptSpan FromStart(long count) => new(0, count);

    /// <summary>The key of the attempt at <paramref name="index"/> in this span.</summary>
    /// <param name="run">Seed, split and corruption of the run; its attempt number is replaced.</param>
    /// <param name="index">Index within the span, from 0.</param>
    public EpisodeKey KeyOf(in EpisodeKey run, long index) => run with { Attempt = checked(First + index) };

    /// <summary>Index within the span of the attempt that a key identifies: the inverse of <see cref="KeyOf"/>.</summary>
    public long IndexOf(in EpisodeKey key) => key.Attempt - First;
}
