using IntervenGen.Numerics;

namespace IntervenGen.Core.Tests;

public sealed class EpisodeKeyTests
{
    [Fact]
    public void Every_seed_split_attempt_and_purpose_has_its_own_stream()
    {
        var first = new HashSet<(uint, uint)>();
        int count = 0;
        foreach (ulong seed in new[] { 0UL, 1UL, 1UL << 32 })
        {
            foreach (SceneSplit split in Enum.GetValues<SceneSplit>())
            {
                foreach (long attempt in new[] { 0L, 1L, 2L, 1L << 32 })
                {
                    foreach (RandomPurpose purpose in Enum.GetValues<RandomPurpose>())
                    {
                        CounterRandom random = new EpisodeKey(seed, split, attempt, false).Stream(purpose);
                        first.Add((random.NextUInt32(), random.NextUInt32()));
                        count++;
                    }
                }
            }
        }

        Assert.Equal(count, first.Count);
    }

    [Fact]
    public void A_key_gives_the_same_numbers_whenever_it_is_asked()
    {
        var key = new EpisodeKey(7, SceneSplit.Generation, 12, true);
        AssertSame(key.Stream(RandomPurpose.Scene), key.Stream(RandomPurpose.Scene));
    }

    [Fact]
    public void Corruption_does_not_change_the_scene()
    {
        var key = new EpisodeKey(7, SceneSplit.Generation, 12, true);
        AssertSame(key.Stream(RandomPurpose.Scene), (key with { Corrupted = false }).Stream(RandomPurpose.Scene));
    }

    [Fact]
    public void The_numbers_that_datasets_depend_on_do_not_change()
    {
        // Renumbering a purpose or a split would change every dataset that was ever made from a seed.
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], Enum.GetValues<RandomPurpose>().Take(9).Select(purpose => (int)purpose));
        Assert.Equal([0, 1, 2, 3], Enum.GetValues<SceneSplit>().Select(split => (int)split));
        CounterRandom random = new EpisodeKey(1, SceneSplit.Generation, 2, true).Stream(RandomPurpose.Corruption);
        (uint expected, _, _, _) = CounterRandom.Philox(0, (1u << 16) | 2u, 2, 0, 1, 0);
        Assert.Equal(expected, random.NextUInt32());
    }

    [Fact]
    public void The_names_that_files_depend_on_do_not_change()
    {
        Assert.Equal([0, 1, 2, 3, 4], Enum.GetValues<StepMode>().Select(mode => (int)mode));
        Assert.Equal((0, 3, 4), ((int)StepMode.Policy, (int)StepMode.Human, (int)StepMode.Mistake));
        Assert.Equal((0, 1, 2, 3, 4), ((int)EpisodeEnd.Success, (int)EpisodeEnd.Horizon, (int)EpisodeEnd.Failure, (int)EpisodeEnd.Diverged, (int)EpisodeEnd.Aborted));
        Assert.Equal((0, 1, 2), ((int)EpisodeKind.Demonstration, (int)EpisodeKind.Intervention, (int)EpisodeKind.Rollout));
        Assert.Equal((0, 3, 7), ((int)AttemptReason.Kept, (int)AttemptReason.RecoveryFailed, (int)AttemptReason.DemonstrationFailed));
    }

    [Theory]
    [InlineData("horizn", "horizon")]
    [InlineData("Seed", "seed")]
    [InlineData("taks", "task")]
    public void The_nearest_name_is_what_was_meant(string given, string meant)
    {
        Assert.Equal(meant, NearestName.Of(given, ["task", "seed", "horizon", "objects"]));
    }

    [Fact]
    public void A_task_adds_up_its_observation()
    {
        var spec = new TaskSpec
        {
            Name = "t",
            Summary = "",
            Observations = [new("a", 3), new("b", 4)],
            Objects = ["o"],
            Subtasks = [new("s", 0)],
            ActionSize = 7,
            StateSize = 9,
            Horizon = 10,
            ModelHash = "",
        };
        Assert.Equal(7, spec.ObservationSize);
        Assert.Equal(new EpisodeLayout(9, 1, 7, 7).Stride, new EpisodeLayout(spec).Stride);
    }

    private static void AssertSame(CounterRandom one, CounterRandom other)
    {
        for (int i = 0; i < 20; i++)
            Assert.Equal(one.NextUInt32(), other.NextUInt32());
    }
}
