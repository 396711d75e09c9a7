using IntervenGen.Core;

namespace IntervenGen.Generation.Tests;

public sealed class JoinedEpisodesTests
{
    [Fact]
    public void Episodes_of_several_datasets_are_counted_through_in_their_order()
    {
        MemoryStore first = Demonstrations(seed: 1, 3), second = Demonstrations(seed: 2, 2);
        var joined = new JoinedEpisodes([first, second]);
        Assert.Equal(5, joined.Count);
        Assert.Equal([0, 3], [joined.FirstOf(0), joined.FirstOf(1)]);
        for (int i = 0; i < 5; i++)
        {
            MemoryStore owner = i < 3 ? first : second;
            int own = i < 3 ? i : i - 3;
            Assert.Equal(owner.Read(own).Bytes.ToArray(), joined.Read(i).Bytes.ToArray());
            Assert.Equal(owner.Summary(own), joined.Summary(i));
        }
    }

    [Fact]
    public void Every_dataset_gives_segments_that_name_their_episode_among_all()
    {
        var joined = new JoinedEpisodes([Demonstrations(1, 3), Demonstrations(2, 2)]);
        IReadOnlyList<SourceSegment> segments = SourceSegment.Extract(joined, PointWorld.Point.Subtasks);
        Assert.Equal([0, 1, 2, 3, 4], segments.Select(segment => segment.Episode).Distinct().Order());
    }

    [Fact]
    public void Datasets_of_other_tasks_or_shapes_are_refused_with_both()
    {
        MemoryStore points = Demonstrations(1, 1);
        var elsewhere = new MemoryStore(PointWorld.Point with { Name = "elsewhere" });
        Assert.Contains("'point' and 'elsewhere'", Assert.Throws<UsageException>(() => new JoinedEpisodes([points, elsewhere])).Message);
        var narrow = new MemoryStore(PointWorld.Point with { ActionSize = 4 });
        Assert.Contains("7 numbers in an action, another 1 objects and 4", Assert.Throws<UsageException>(() => new JoinedEpisodes([points, narrow])).Message);
    }

    private static MemoryStore Demonstrations(ulong seed, int episodes)
    {
        var store = new MemoryStore();
        using var batch = new PointBatch(2, 1);
        AttemptRun.Run(
            batch, null, () => new DemonstrationProgram(new PointOperator()), new EpisodeKey(seed, SceneSplit.Source, 0, false),
            new RunLimits(episodes, 40), store);
        return store;
    }
}
