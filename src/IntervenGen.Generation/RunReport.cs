using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>What a run did: counts and the reasons of every attempt.</summary>
/// <remarks>Filled under the run's lock; read it after the run, or inside the progress callback.</remarks>
public sealed class RunReport
{
    private readonly long[] _reasons = new long[Enum.GetValues<AttemptReason>().Length];

    /// <summary>Attempts made in this run.</summary>
    public long Attempts { get; private set; }

    /// <summary>Episodes kept in this run.</summary>
    public long Kept => Count(AttemptReason.Kept);

    /// <summary>Control steps of all attempts.</summary>
    public long Steps { get; private set; }

    /// <summary>Steps before the first correction, over the kept episodes.</summary>
    public long MistakeSteps { get; private set; }

    /// <summary>Steps of the kept episodes.</summary>
    public long KeptSteps { get; private set; }

    /// <summary>Share of attempts that were kept; 0 before the first.</summary>
    public double SuccessRate => Attempts == 0 ? 0 : (double)Kept / Attempts;

    /// <summary>Attempts decided by one reason.</summary>
    public long Count(AttemptReason reason) => _reasons[(int)reason];

    /// <summary>Reasons that occurred, with their counts.</summary>
    public IEnumerable<(AttemptReason Reason, long Count)> Reasons()
    {
        for (int i = 0; i < _reasons.Length; i++)
        {
            if (_reasons[i] > 0)
                yield return ((AttemptReason)i, _reasons[i]);
        }
    }

    /// <summary>Counts one attempt.</summary>
    public void Add(in EpisodeSummary summary)
    {
        Attempts++;
        Steps += summary.Steps;
        _reasons[(int)summary.Reason]++;
        if (summary.Reason != AttemptReason.Kept)
            return;
        MistakeSteps += summary.MistakeSteps;
        KeptSteps += summary.Steps;
    }
}
