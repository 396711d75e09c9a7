using IntervenGen.Core;

namespace IntervenGen.Generation.Tests;

/// <summary>Programs allocate nothing once they are warm, whatever happens in an attempt.</summary>
public sealed class AllocationTests
{
    private const int WarmUp = 40, Attempts = 200;

    [Fact]
    public void A_replayed_recovery_allocates_nothing()
    {
        var options = new GenerationOptions { RecoveryLimit = 3 };
        AssertAllocatesNothing(new ReplayedRecoveryProgram(PointRun.Recoveries(), options), StepMode.Policy, StepMode.Replay);
    }

    [Fact]
    public void A_recovery_picked_by_distance_allocates_nothing()
    {
        var options = new GenerationOptions { Selection = SelectionStrategy.NearestObject };
        AssertAllocatesNothing(new ReplayedRecoveryProgram(PointRun.Recoveries(), options), StepMode.Policy, StepMode.Replay);
    }

    [Fact]
    public void A_replayed_demonstration_allocates_nothing() => AssertAllocatesNothing(
        new ReplayedDemonstrationProgram(PointRun.Recoveries(), new GenerationOptions()), StepMode.Interpolation, StepMode.Replay);

    [Fact]
    public void A_replayed_mistake_allocates_nothing() => AssertAllocatesNothing(
        new ReplayedMistakeProgram(
            SourceIntervention.Extract(PointRun.Interventions(), PointWorld.Point.Subtasks), new GenerationOptions()),
        StepMode.Mistake, StepMode.Replay);

    [Fact]
    public void A_mistake_on_purpose_allocates_nothing() => AssertAllocatesNothing(
        new DeliberateMistakeProgram(new PointOperator()), new PointWorld(touch: 0.1), StepMode.Mistake, StepMode.Human);

    private static void AssertAllocatesNothing(AttemptProgram program, params StepMode[] expected) =>
        AssertAllocatesNothing(program, new PointWorld(), expected);

    private static void AssertAllocatesNothing(AttemptProgram program, PointWorld world, params StepMode[] expected)
    {
        var attempt = new Attempt(world, 400);
        var steps = new long[Enum.GetValues<StepMode>().Length];
        Run(program, attempt, 0, WarmUp, steps);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(program, attempt, WarmUp, Attempts, steps);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.All(expected, mode => Assert.True(steps[(int)mode] > 1000, $"{steps[(int)mode]} steps of {mode}"));
    }

    // The policy flies to where the object seems to be.
    private static void Run(AttemptProgram program, Attempt attempt, int first, int count, long[] steps)
    {
        for (int i = first; i < first + count; i++)
        {
            attempt.Begin(PointRun.Wrong with { Attempt = i }, null);
            program.Begin(attempt);
            for (Decision next = program.Next(attempt); !next.IsFinished; next = program.Next(attempt))
            {
                if (next.UsesPolicy)
                    attempt.Environment.ActionToward(attempt.Environment.BelievedPose(0), -1, attempt.Action);
                attempt.Step(next.Mode);
                steps[(int)next.Mode]++;
            }
        }
    }
}
