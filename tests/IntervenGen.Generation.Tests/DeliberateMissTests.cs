using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation.Tests;

/// <summary>Recoveries that first go to a wrong place.</summary>
public sealed class DeliberateMissTests
{
    private static readonly Pose s_truth = new(new Vec3(0.5, 0.1, 0), Quat.Identity);
    private static readonly Pose s_belief = new(new Vec3(0.47, 0.1, 0), Quat.Identity);
    private static readonly RunLimits s_attempts = new(int.MaxValue, 16, 2000);

    [Fact]
    public void A_miss_is_on_the_line_through_belief_and_truth_a_few_centimetres_off()
    {
        foreach (Pose missed in Draws(1, s_belief))
        {
            Vec3 off = missed.Position - s_truth.Position;
            Assert.Equal(0, new Vec3(0, off.Y, off.Z).Length, 12);
            Assert.InRange(Math.Abs(off.X), 0.01, 0.04);
        }
    }

    [Fact]
    public void A_miss_does_not_go_back_beyond_the_belief() =>
        Assert.All(Draws(1, s_belief), missed => Assert.True(missed.Position.X > s_belief.Position.X));

    [Fact]
    public void Misses_fall_short_and_go_too_far()
    {
        Pose[] missed = Draws(1, s_belief);
        Assert.Contains(missed, pose => pose.Position.X < s_truth.Position.X);
        Assert.Contains(missed, pose => pose.Position.X > s_truth.Position.X);
    }

    [Fact]
    public void Where_the_truth_is_known_nothing_is_missed() => Assert.Empty(Draws(1, s_truth));

    [Fact]
    public void As_many_miss_as_the_chance_says() => Assert.InRange(Draws(0.3, s_belief).Length, 240, 360);

    [Fact]
    public void After_three_misses_the_true_place_is_gone_to()
    {
        var miss = new DeliberateMiss(new GenerationOptions { MissChance = 1 });
        miss.Begin(PointRun.Wrong);
        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => miss.Draw(s_truth, s_belief) is not null));
    }

    [Fact]
    public void The_missing_stretch_is_a_mistake_and_the_recovery_after_it_is_replayed()
    {
        MemoryStore store = Run(new GenerationOptions { MissChance = 1, ActionNoise = 0 });
        EpisodeBuffer[] kept = [.. Enumerable.Range(0, store.Count).Where(episode => store.Summary(episode).Reason == AttemptReason.Kept)
            .Select(store.Read)];
        Assert.NotEmpty(kept);
        Assert.All(kept, episode =>
        {
            StepMode[] modes = [.. PointRun.Stretches(episode).Select(stretch => stretch.Mode)];
            Assert.Contains(StepMode.Mistake, modes);
            Assert.Equal([StepMode.Interpolation, StepMode.Replay], modes[^2..]);
        });
    }

    [Fact]
    public void Without_the_option_no_step_is_a_deliberate_mistake()
    {
        MemoryStore store = Run(new GenerationOptions());
        Assert.All(
            Enumerable.Range(0, store.Count),
            episode => Assert.DoesNotContain(PointRun.Stretches(store.Read(episode)), stretch => stretch.Mode == StepMode.Mistake));
    }

    // The first draw of a thousand attempts, where it misses.
    private static Pose[] Draws(double chance, Pose belief)
    {
        var miss = new DeliberateMiss(new GenerationOptions { MissChance = chance });
        return [.. Enumerable.Range(0, 1000).Select(attempt =>
        {
            miss.Begin(PointRun.Wrong with { Attempt = attempt });
            return miss.Draw(s_truth, belief);
        }).Where(pose => pose is not null).Select(pose => pose!.Value)];
    }

    // A world whose contact reveals nothing of the pose: the belief stays.
    private static MemoryStore Run(GenerationOptions options) => PointRun.Run(
        new ReplayedRecoveryProgram(PointRun.Recoveries(), options), s_attempts, new PointWorld(keepsBelief: true), new BelievingPolicy());
}
