namespace IntervenGen.Core.Tests;

public sealed class DeadlineTests
{
    [Fact]
    public void What_is_left_shrinks_as_the_clock_runs()
    {
        var clock = new HandClock();
        var deadline = new Deadline(TimeSpan.FromSeconds(2), clock);
        clock.Advance(TimeSpan.FromMilliseconds(1500));
        Assert.Equal(TimeSpan.FromMilliseconds(500), deadline.Left);
        Assert.Equal(TimeSpan.FromMilliseconds(1500), deadline.Elapsed);
    }

    [Fact]
    public void A_deadline_is_over_at_its_very_moment()
    {
        var clock = new HandClock();
        var deadline = new Deadline(TimeSpan.FromSeconds(1), clock);
        clock.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.False(deadline.IsOver);
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(deadline.IsOver);
    }

    [Fact]
    public void What_is_left_is_never_negative()
    {
        var clock = new HandClock();
        var deadline = new Deadline(TimeSpan.FromSeconds(1), clock);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, deadline.Left);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_wait_of_nothing_or_less_is_over_at_once(int seconds) =>
        Assert.True(new Deadline(TimeSpan.FromSeconds(seconds), new HandClock()).IsOver);

    [Fact]
    public void The_whole_wait_is_kept() =>
        Assert.Equal(TimeSpan.FromSeconds(3), new Deadline(TimeSpan.FromSeconds(3)).Total);

    [Fact]
    public void A_deadline_that_was_never_made_is_over() => Assert.True(default(Deadline).IsOver);

    [Fact]
    public void The_machines_clock_is_used_where_none_is_given() =>
        Assert.InRange(new Deadline(TimeSpan.FromHours(1)).Left, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));

    private sealed class HandClock : TimeProvider
    {
        private long _ticks = 123;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
