using IntervenGen.Core;

namespace IntervenGen.Generation.Tests;

/// <summary>Runs programs in a point world: sources by the scripted operator, and what is made of them.</summary>
internal static class PointRun
{
    public static readonly EpisodeKey Wrong = new(1, SceneSplit.Generation, 0, true);

    /// <summary>Whole interventions on a policy that believes.</summary>
    public static MemoryStore Interventions(int count = 5)
    {
        var store = new MemoryStore();
        AttemptRun.Run(
            new OneLane(new PointWorld()), new BelievingPolicy(), () => new InterventionProgram(new PointOperator()),
            Wrong with { Split = SceneSplit.Source }, new RunLimits(count, 100), store);
        Assert.Equal(count, store.KeptCount);
        return store;
    }

    /// <summary>The operator's part of them.</summary>
    public static IReadOnlyList<SourceSegment> Recoveries() => SourceSegment.Extract(Interventions(), PointWorld.Point.Subtasks);

    /// <summary>Runs one lane and keeps every attempt's steps.</summary>
    public static MemoryStore Run(AttemptProgram program, RunLimits limits, PointWorld? world = null, IBatchPolicy? policy = null)
    {
        var store = new MemoryStore { KeepsFailures = true };
        AttemptRun.Run(new OneLane(world ?? new PointWorld()), policy, () => program, Wrong, limits, store);
        return store;
    }

    /// <summary>Runs of steps of one mode, in order.</summary>
    public static (StepMode Mode, int Count)[] Stretches(EpisodeBuffer episode)
    {
        var stretches = new List<(StepMode Mode, int Count)>();
        for (int step = 0; step < episode.Count; step++)
        {
            if (stretches.Count > 0 && stretches[^1].Mode == episode.Mode(step))
                stretches[^1] = (episode.Mode(step), stretches[^1].Count + 1);
            else
                stretches.Add((episode.Mode(step), 1));
        }

        return [.. stretches];
    }
}
