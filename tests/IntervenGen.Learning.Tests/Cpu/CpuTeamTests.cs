using IntervenGen.Learning.Cpu;

namespace IntervenGen.Learning.Tests.Cpu;

public sealed class CpuTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_part_is_done_once_a_round_and_ends_before_the_next(int size)
    {
        using var team = new CpuTeam(size);
        var done = new int[size];
        int running = 0;
        bool overlapped = false;
        Action<int, int> work = (part, parts) =>
        {
            Assert.Equal(size, parts);
            Interlocked.Increment(ref running);
            done[part]++;
            Interlocked.Decrement(ref running);
        };
        for (int round = 1; round <= 2000; round++)
        {
            team.Run(work);
            overlapped |= Volatile.Read(ref running) != 0;
            Assert.All(done, count => Assert.Equal(round, count));
        }

        Assert.False(overlapped);
    }

    [Fact]
    public void Threads_that_fell_asleep_wake_for_the_next_round()
    {
        using var team = new CpuTeam(3);
        using var never = new ManualResetEventSlim();
        int done = 0;
        for (int round = 0; round < 5; round++)
        {
            // Longer than anybody spins, before a round and within one part of it.
            never.Wait(5);
            team.Run((part, _) =>
            {
                if (part == round % 3)
                    never.Wait(5);
                Interlocked.Increment(ref done);
            });
        }

        Assert.Equal(15, done);
    }

    [Fact]
    public void A_team_that_was_sent_home_refuses_work()
    {
        var team = new CpuTeam(2);
        team.Dispose();
        team.Dispose();
        Assert.Throws<ObjectDisposedException>(() => team.Run((_, _) => { }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_parts_exception_reaches_the_caller_and_the_team_goes_on(int thrower)
    {
        using var team = new CpuTeam(3);
        int done = 0;
        string message = Assert.Throws<InvalidOperationException>(() => team.Run((part, _) =>
        {
            Interlocked.Increment(ref done);
            if (part == thrower)
                throw new InvalidOperationException($"part {part}");
        })).Message;
        Assert.Equal($"part {thrower}", message);
        Assert.Equal(3, done);
        team.Run((_, _) => Interlocked.Increment(ref done));
        Assert.Equal(6, done);
    }
}
