using IntervenGen.Core;

namespace IntervenGen.Generation.Tests;

/// <summary>How often a policy's mistakes are corrected, and who acts between.</summary>
public sealed class RecoveryTests
{
    private static readonly GenerationOptions s_still = new() { ActionNoise = 0, ReactionLimit = 0 };

    // Room for every recovery of a test: what ends an attempt is to be its program.
    private static readonly RunLimits s_oneAttempt = new(int.MaxValue, 1, 2000);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_subtask_that_is_never_done_is_recovered_as_often_as_the_limit_says(int limit)
    {
        MemoryStore store = Run(s_still with { RecoveryLimit = limit }, new PointWorld(succeeds: false));
        Assert.Equal(limit, PointRun.Stretches(store.Read(0)).Count(stretch => stretch.Mode == StepMode.Interpolation));
        Assert.Equal(AttemptReason.RecoveryFailed, store.Attempts[0].Reason);
    }

    [Fact]
    public void A_subtask_that_is_done_is_recovered_no_more()
    {
        MemoryStore store = Run(s_still with { RecoveryLimit = 5 }, new PointWorld());
        Assert.Equal(AttemptReason.Kept, store.Attempts[0].Reason);
        Assert.Equal(1, PointRun.Stretches(store.Read(0)).Count(stretch => stretch.Mode == StepMode.Interpolation));
    }

    [Fact]
    public void A_policy_that_gets_the_lane_back_after_a_recovery_begins_anew()
    {
        using var policy = new CountingPolicy();
        MemoryStore store = Run(s_still with { RecoveryLimit = 3, ReactionLimit = 4 }, new PointWorld(succeeds: false), policy);
        int turns = PointRun.Stretches(store.Read(0)).Count(stretch => stretch.Mode == StepMode.Policy);
        Assert.InRange(turns, 2, 4);
        Assert.Equal(turns, policy.Begun);
    }

    [Fact]
    public void A_recovery_that_did_not_help_is_followed_by_another_without_a_trigger()
    {
        var trigger = new FiringAt(3);
        var program = new ReplayedRecoveryProgram(
            PointRun.Recoveries(), s_still with { PolicyHorizon = 10, RecoveryLimit = 2 }, trigger);
        MemoryStore store = PointRun.Run(program, s_oneAttempt, new PointWorld(succeeds: false), new CountingPolicy());
        (StepMode Mode, int Count)[] stretches = PointRun.Stretches(store.Read(0));
        Assert.Equal(
            [(StepMode.Policy, 3), (StepMode.Policy, 10), (StepMode.Policy, 10)],
            stretches.Where(stretch => stretch.Mode == StepMode.Policy));
        Assert.Equal(2, stretches.Count(stretch => stretch.Mode == StepMode.Interpolation));
    }

    private static MemoryStore Run(GenerationOptions options, PointWorld world, CountingPolicy? policy = null) =>
        PointRun.Run(new ReplayedRecoveryProgram(PointRun.Recoveries(), options), s_oneAttempt, world, policy ?? new CountingPolicy());

    /// <summary>The believing policy, which counts how often a row's memory is forgotten.</summary>
    private sealed class CountingPolicy : IBatchPolicy
    {
        private readonly BelievingPolicy _policy = new();

        public int Begun { get; private set; }

        public int ObservationSize => _policy.ObservationSize;

        public int ActionSize => _policy.ActionSize;

        public IPolicySession CreateSession(int rows) => new Session(this, _policy.CreateSession(rows));

        public void Dispose() => _policy.Dispose();

        private sealed class Session(CountingPolicy owner, IPolicySession inner) : IPolicySession
        {
            public int Rows => inner.Rows;

            public Span<float> Observation(int row) => inner.Observation(row);

            public ReadOnlySpan<float> Action(int row) => inner.Action(row);

            public void Begin(int row, in EpisodeKey key)
            {
                owner.Begun++;
                inner.Begin(row, key);
            }

            public void Infer(ReadOnlySpan<int> rows) => inner.Infer(rows);

            public void Dispose() => inner.Dispose();
        }
    }
}
