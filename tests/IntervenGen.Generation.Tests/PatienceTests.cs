using IntervenGen.Core;

namespace IntervenGen.Generation.Tests;

public sealed class PatienceTests
{
    // The believing policy heads for the truth once it is revealed, and closes its hand there within fifty steps.
    private const int Enough = 100;
    private static readonly EpisodeKey Wrong = new(1, SceneSplit.Source, 0, true);

    [Fact]
    public void An_operator_without_patience_takes_over_from_a_policy_that_would_recover()
    {
        Assert.Equal(5, Collect(patience: 0, new BelievingPolicy()).KeptCount);
    }

    [Fact]
    public void An_operator_with_patience_leaves_a_policy_alone_that_recovers_by_itself()
    {
        MemoryStore store = Collect(Enough, new BelievingPolicy());
        Assert.Equal(0, store.KeptCount);
        Assert.Contains(store.Attempts, attempt => attempt.Reason == AttemptReason.NoMistake);
        Assert.DoesNotContain(store.Attempts, attempt => attempt.Reason is AttemptReason.RecoveryFailed or AttemptReason.NoTrigger);
    }

    [Fact]
    public void A_policy_that_stays_where_it_is_is_corrected_when_patience_and_reaction_are_over()
    {
        const int patience = 12, reaction = 2;
        MemoryStore store = Collect(patience, new StuckPolicy());
        Assert.Equal(5, store.KeptCount);
        for (int i = 0; i < store.Count; i++)
        {
            EpisodeBuffer steps = store.Read(i);
            int revealed = Enumerable.Range(0, steps.Count).First(step => steps.Flags(step).HasFlag(StepFlags.Revealed));
            Assert.Equal(revealed + patience + reaction, store.Summary(i).MistakeSteps);
        }
    }

    [Fact]
    public void Generation_with_patience_corrects_what_the_policy_does_not_correct_itself()
    {
        IReadOnlyList<SourceSegment> segments = SourceSegment.Extract(Collect(12, new StuckPolicy()), PointWorld.Point.Subtasks);
        var patient = new GenerationOptions { ActionNoise = 0, Patience = Enough };
        Assert.Equal(0, Generate(segments, patient, new BelievingPolicy()).KeptCount);
        Assert.Equal(20, Generate(segments, patient with { Patience = 0 }, new BelievingPolicy()).KeptCount);
        MemoryStore stuck = Generate(segments, patient with { Patience = 12, ReactionLimit = 0 }, new StuckPolicy());
        Assert.Equal(20, stuck.KeptCount);
        for (int i = 0; i < stuck.Count; i++)
        {
            EpisodeBuffer steps = stuck.Read(i);
            int revealed = Enumerable.Range(0, steps.Count).First(step => steps.Flags(step).HasFlag(StepFlags.Revealed));
            Assert.Equal(revealed + 12, stuck.Summary(i).MistakeSteps);
        }
    }

    [Fact]
    public void Patience_beyond_the_policys_time_is_refused()
    {
        UsageException exception = Assert.Throws<UsageException>(() => new GenerationOptions { Patience = 200 }.Validated());
        Assert.Contains("Patience is 200; it must be below 200", exception.Message);
    }

    private static MemoryStore Collect(int patience, IBatchPolicy policy)
    {
        var store = new MemoryStore();
        using var batch = new PointBatch(4, 2);
        AttemptRun.Run(batch, policy, () => new InterventionProgram(new PointOperator(), patience), Wrong, new RunLimits(5, 40), store);
        return store;
    }

    private static MemoryStore Generate(IReadOnlyList<SourceSegment> segments, GenerationOptions options, IBatchPolicy policy)
    {
        var store = new MemoryStore();
        using var batch = new PointBatch(4, 2);
        AttemptRun.Run(
            batch, policy, () => new ReplayedRecoveryProgram(segments, options), Wrong with { Split = SceneSplit.Generation },
            new RunLimits(20, 60), store);
        return store;
    }

    /// <summary>Flies to where the target seems to be and stays there.</summary>
    private sealed class StuckPolicy : IBatchPolicy
    {
        private readonly BelievingPolicy _flying = new();

        public bool ServesAllLanes => false;

        public int ObservationSize => _flying.ObservationSize;

        public int ActionSize => _flying.ActionSize;

        public IPolicySession CreateSession(int rows) => new Session(_flying.CreateSession(rows));

        public void Dispose() => _flying.Dispose();

        // The first observation's target is kept, whatever is revealed later.
        private sealed class Session(IPolicySession flying) : IPolicySession
        {
            private readonly float[][] _first = new float[flying.Rows][];
            private readonly float[][] _seen = [.. Enumerable.Range(0, flying.Rows).Select(_ => new float[6])];
            private readonly float[][] _actions = [.. Enumerable.Range(0, flying.Rows).Select(_ => new float[7])];

            public int Rows => flying.Rows;

            public Span<float> Observation(int row) => _seen[row];

            public ReadOnlySpan<float> Action(int row) => _actions[row];

            public void Begin(int row, in EpisodeKey key)
            {
                _first[row] = [];
                flying.Begin(row, key);
            }

            public void Infer(ReadOnlySpan<int> active)
            {
                foreach (int row in active)
                {
                    if (_first[row].Length == 0)
                        _first[row] = _seen[row][..3];
                    _first[row].CopyTo(flying.Observation(row));
                    _seen[row].AsSpan(3).CopyTo(flying.Observation(row)[3..]);
                }

                flying.Infer(active);
                foreach (int row in active)
                {
                    flying.Action(row).CopyTo(_actions[row]);
                    _actions[row][6] = -1;
                }
            }

            public void Dispose() => flying.Dispose();
        }
    }
}
