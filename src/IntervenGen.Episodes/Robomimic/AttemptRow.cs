using System.Runtime.InteropServices;
using IntervenGen.Core;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>One row of the table of attempts: eight whole numbers; stored steps are −1 where none were kept.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct AttemptRow(
    long Attempt, long Kind, long End, long Reason, long Steps, long MistakeSteps, long SourceEpisode, long StoredSteps)
{
    public const int Columns = 8;

    public AttemptRow(in EpisodeSummary summary, int? storedSteps)
        : this(
            summary.Attempt, (long)summary.Kind, (long)summary.End, (long)summary.Reason, summary.Steps, summary.MistakeSteps,
            summary.SourceEpisode, storedSteps ?? -1)
    {
    }

    /// <summary>The outcome; null where a number names nothing.</summary>
    public EpisodeSummary? Summary =>
        IsDefined<EpisodeKind>(Kind) && IsDefined<EpisodeEnd>(End) && IsDefined<AttemptReason>(Reason)
            && Steps is >= 0 and <= int.MaxValue && MistakeSteps is >= 0 and <= int.MaxValue && SourceEpisode is >= -1 and <= int.MaxValue
            ? new EpisodeSummary
            {
                Attempt = Attempt,
                Kind = (EpisodeKind)Kind,
                End = (EpisodeEnd)End,
                Reason = (AttemptReason)Reason,
                Steps = (int)Steps,
                MistakeSteps = (int)MistakeSteps,
                SourceEpisode = (int)SourceEpisode,
            }
            : null;

    private static bool IsDefined<T>(long value)
        where T : struct, Enum => value is >= 0 and < 256 && Enum.IsDefined((T)Enum.ToObject(typeof(T), (byte)value));
}
