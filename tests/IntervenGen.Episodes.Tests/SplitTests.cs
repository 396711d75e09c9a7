using IntervenGen.Core;

namespace IntervenGen.Episodes.Tests;

public sealed class SplitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_attempt_is_in_one_part_and_the_parts_are_the_same_again()
    {
        using var store = EpisodeStore.Open(_folder.Write(60));
        (int first, int rest) = EpisodeStoreSplit.Split(store, _folder["a.igen"], _folder["b.igen"], 0.7, 5);
        Assert.Equal(store.Count, first + rest);
        Assert.InRange(first, 20, 38);
        using (EpisodeStore a = EpisodeStore.Open(_folder["a.igen"]), b = EpisodeStore.Open(_folder["b.igen"]))
        {
            Assert.Equal(store.AttemptCount, a.AttemptCount + b.AttemptCount);
            Assert.Equal(store.StepCount, a.StepCount + b.StepCount);
            EpisodeStoreSplit.Split(store, _folder["c.igen"], _folder["d.igen"], 0.7, 5);
            using EpisodeStore c = EpisodeStore.Open(_folder["c.igen"]);
            Assert.Equal(a.ComputeDigest(), c.ComputeDigest());
            Assert.NotEqual(a.ComputeDigest(), b.ComputeDigest());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_fraction_that_leaves_a_part_empty_is_refused(double fraction)
    {
        using var store = EpisodeStore.Open(_folder.Write(3));
        Assert.Throws<UsageException>(() => EpisodeStoreSplit.Split(store, _folder["a.igen"], _folder["b.igen"], fraction, 1));
        Assert.False(Directory.Exists(_folder["a.igen"]));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.99)]
    public void Each_side_of_a_small_store_gets_an_episode(double fraction)
    {
        using var store = EpisodeStore.Open(_folder.Write(6));
        (int first, int rest) = EpisodeStoreSplit.Split(store, _folder["a.igen"], _folder["b.igen"], fraction, 1);
        Assert.True(first >= 1 && rest >= 1, $"{first} and {rest}");
        Assert.Equal(store.Count, first + rest);
    }

    [Fact]
    public void One_episode_cannot_be_parted()
    {
        using var store = EpisodeStore.Open(_folder.Write(1));
        Assert.Contains("at least 2", Assert.Throws<UsageException>(() => EpisodeStoreSplit.Split(store, _folder["a.igen"], _folder["b.igen"], 0.5, 1)).Message, StringComparison.Ordinal);
        Assert.Equal(["run.igen"], Directory.GetFileSystemEntries(_folder.Root).Select(Path.GetFileName));
    }
}
