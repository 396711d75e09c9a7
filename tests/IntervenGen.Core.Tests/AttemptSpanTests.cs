namespace IntervenGen.Core.Tests;

public sealed class AttemptSpanTests
{
    private static readonly EpisodeKey s_run = new(7, SceneSplit.Generation, 0, true);

    [Fact]
    public void Parts_of_a_run_name_the_attempts_of_the_whole_one()
    {
        AttemptSpan whole = AttemptSpan.FromStart(30), head = new(0, 11), tail = new(11, 19);
        IEnumerable<EpisodeKey> parts = Keys(head).Concat(Keys(tail));
        Assert.Equal(Keys(whole), parts);
    }

    [Fact]
    public void The_index_of_an_attempt_is_where_its_key_came_from()
    {
        var span = new AttemptSpan(11, 19);
        for (long index = 0; index < span.Count; index++)
            Assert.Equal(index, span.IndexOf(span.KeyOf(s_run, index)));
    }

    [Fact]
    public void An_attempt_is_of_its_run_in_all_but_its_number() =>
        Assert.Equal(s_run with { Attempt = 14 }, new AttemptSpan(11, 19).KeyOf(s_run, 3));

    [Fact]
    public void A_number_beyond_the_largest_is_an_error_and_not_another_attempt() =>
        Assert.Throws<OverflowException>(() => new AttemptSpan(long.MaxValue, 2).KeyOf(s_run, 1));

    private static IEnumerable<EpisodeKey> Keys(AttemptSpan span)
    {
        for (long index = 0; index < span.Count; index++)
            yield return span.KeyOf(s_run, index);
    }
}
