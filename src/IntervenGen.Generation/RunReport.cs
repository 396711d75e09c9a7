using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>The results of a run: counts of attempts, steps and reasons.</summary>
/// <remarks>Filled under the run's lock; read it after the run, or in the progress callback.</remarks>
public sealed class RunReport
{
    private readonly long[] _reasons = new long[Enum.GetValues<AttemptReason>().Length];

    /// <summary>Number of attempts made in this run.</summary>
    public long Attempts { get; private set; }

    /// <summary>Number of episodes kept in this run.</summary>
    public long Kept => Count(AttemptReason.Kept);

    /// <summary>Control steps over all attempts.</summary>
    public long Steps { get; private set; }

    /// <summary>Control steps before the first correction, over the kept episodes.</summary>
    public long MistakeSteps { get; private set; }

    /// <summary>Control steps over the kept episodes.</summary>
    public long KeptSteps { get; private set; }

    /// <summary>Fraction of attempts that were kept, in [0, 1]; 0 before the first attempt.</summary>
    public double SuccessRate => Attempts == 0 ? 0 : (double)Kept / Attempts;

    /// <summary>Number of attempts decided by one reason.</summary>
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

    /// <summary>Counts one attempt in every total.</summary>
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
