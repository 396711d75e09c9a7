using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Numerics;

namespace IntervenGen;

/// <summary>What the episodes of a dataset cover: where objects were and were believed to be, where mistakes ended, who drove
/// when.</summary>
internal sealed class DatasetCoverage
{
    /// <summary>Number of stretches of time for which it is told who drove.</summary>
    public const int TimeBins = 60;

    private DatasetCoverage(int objects, int longest)
    {
        Longest = longest;
        Truth = [.. Enumerable.Range(0, objects).Select(_ => new List<Vec3>())];
        Belief = [.. Enumerable.Range(0, objects).Select(_ => new List<Vec3>())];
        Modes = new long[TimeBins, Enum.GetValues<StepMode>().Length];
    }

    /// <summary>Number of steps of the longest episode.</summary>
    public int Longest { get; }

    /// <summary>True position of each object at the first step of every episode, world frame, metres.</summary>
    public IReadOnlyList<List<Vec3>> Truth { get; }

    /// <summary>Believed position of each object at the first step of every episode, world frame, metres.</summary>
    public IReadOnlyList<List<Vec3>> Belief { get; }

    /// <summary>Position of the hand where each mistake ended, world frame, metres.</summary>
    public List<Vec3> Mistakes { get; } = [];

    /// <summary>Number of steps of every episode that has any.</summary>
    public List<int> Lengths { get; } = [];

    /// <summary>Number of steps in a stretch of time by mode, shape [<see cref="TimeBins"/>, modes].</summary>
    public long[,] Modes { get; }

    /// <summary>Steps in a stretch of time: the same whole number in each, otherwise some would stand out for no reason.</summary>
    public int StepsPerBin => (Longest + TimeBins - 1) / TimeBins;

    /// <summary>Reads every episode.</summary>
    /// <param name="store">The dataset.</param>
    /// <param name="progress">Is told the number of episodes read.</param>
    /// <param name="cancellation">Stops between episodes.</param>
    public static DatasetCoverage Of(EpisodeStore store, Action<int> progress, CancellationToken cancellation)
    {
        int longest = Enumerable.Range(0, store.Count).Select(store.StepsOf).DefaultIfEmpty(1).Max();
        var coverage = new DatasetCoverage(store.Layout.ObjectCount, longest);
        var buffer = new EpisodeBuffer(store.Layout, longest);
        for (int episode = 0; episode < store.Count; episode++)
        {
            cancellation.ThrowIfCancellationRequested();
            store.Read(episode, buffer);
            FiniteSteps.Require(buffer, store.Describe(episode));
            coverage.Add(buffer, store.Summary(episode).MistakeSteps);
            progress(episode + 1);
        }

        return coverage;
    }

    private void Add(EpisodeBuffer steps, int mistakeSteps)
    {
        if (steps.Count == 0)
            return;
        for (int obj = 0; obj < Truth.Count; obj++)
        {
            Truth[obj].Add(steps.TruePose(0, obj).Position);
            Belief[obj].Add(steps.BelievedPose(0, obj).Position);
        }

        if (mistakeSteps > 0)
            Mistakes.Add(steps.Eef(Math.Min(mistakeSteps, steps.Count - 1)).Position);
        Lengths.Add(steps.Count);
        for (int t = 0; t < steps.Count; t++)
            Modes[t / StepsPerBin, Math.Min((int)steps.Mode(t), Modes.GetLength(1) - 1)]++;
    }
}
