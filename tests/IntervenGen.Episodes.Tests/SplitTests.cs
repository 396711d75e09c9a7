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
}
