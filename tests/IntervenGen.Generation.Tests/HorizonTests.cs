using IntervenGen.Core;

namespace IntervenGen.Generation.Tests;

/// <summary>A run may give its attempts fewer or more control steps than the task has.</summary>
public sealed class HorizonTests
{
    [Theory]
    [InlineData(30)]
    [InlineData(240)]
    public void A_policy_that_never_errs_is_watched_until_the_attempts_horizon(int horizon)
    {
        using var policy = new IdlePolicy();
        var program = new InterventionProgram(new NeverOperator());
        MemoryStore store = PointRun.Run(program, new RunLimits(1, 1, horizon), policy: policy);
        Assert.Equal(
            (EpisodeEnd.Horizon, AttemptReason.NoTrigger, horizon),
            (store.Attempts[0].End, store.Attempts[0].Reason, store.Attempts[0].Steps));
    }

    [Theory]
    [InlineData("demonstration", 10)]
    [InlineData("intervention", 10)]
    [InlineData("rollout", 10)]
    [InlineData("rollout", 240)]
    [InlineData("replayed demonstration", 10)]
    [InlineData("replayed recovery", 10)]
    [InlineData("replayed recovery", 240)]
    [InlineData("replayed mistake", 10)]
    public void Every_program_ends_at_the_attempts_horizon(string name, int horizon)
    {
        using var policy = new IdlePolicy();
        MemoryStore store = PointRun.Run(Program(name), new RunLimits(1, 1, horizon), policy: policy);
        Assert.Equal((EpisodeEnd.Horizon, horizon), (store.Attempts[0].End, store.Attempts[0].Steps));
    }

    private static AttemptProgram Program(string name) => name switch
    {
        "demonstration" => new DemonstrationProgram(new PointOperator()),
        "intervention" => new InterventionProgram(new PointOperator()),
        "rollout" => new RolloutProgram(),
        "replayed demonstration" => new ReplayedDemonstrationProgram(PointRun.Recoveries(), new GenerationOptions()),
        "replayed recovery" => new ReplayedRecoveryProgram(PointRun.Recoveries(), new GenerationOptions { PolicyHorizon = 1000 }),
        _ => new ReplayedMistakeProgram(
            SourceIntervention.Extract(PointRun.Interventions(), PointWorld.Point.Subtasks), new GenerationOptions()),
    };

    /// <summary>Stays where it is.</summary>
    private sealed class IdlePolicy : IBatchPolicy, IPolicySession
    {
        private readonly float[] _observation = new float[6], _action = [0, 0, 0, 0, 0, 0, -1];

        public int ObservationSize => 6;

        public int ActionSize => 7;

        public int Rows => 1;

        public IPolicySession CreateSession(int rows) => this;

        public Span<float> Observation(int row) => _observation;

        public ReadOnlySpan<float> Action(int row) => _action;

        public void Begin(int row, in EpisodeKey key)
        {
        }

        public void Infer(ReadOnlySpan<int> rows)
        {
        }

        public void Dispose()
        {
        }
    }
}
