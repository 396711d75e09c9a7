using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation.Tests;

/// <summary>From where the hand is to where a replay begins: how high, how fast and how long.</summary>
public sealed class ApproachTests
{
    private static readonly GenerationOptions s_still = new() { ActionNoise = 0, ReactionLimit = 0 };
    private static readonly Pose s_start = new(new Vec3(0.3, 0.2, 0.1), Quat.Identity);

    [Theory]
    [InlineData(0)]
    [InlineData(0.02)]
    [InlineData(0.1)]
    public void An_approach_goes_so_far_above_the_straight_line_as_it_is_lifted(double lift)
    {
        Vec3[] path = Approach(s_still, lift);
        double highest = path.Select((point, i) => point.Z - Along(path, i).Z).Max();
        Assert.Equal(lift, highest, 9);
    }

    [Fact]
    public void A_lifted_approach_rises_in_its_first_quarter_and_comes_down_in_its_last()
    {
        Vec3[] path = Approach(s_still, lift: 0.1);
        for (int i = 0; i < path.Length; i++)
        {
            double fraction = (i + 1.0) / (path.Length + 1), share = Math.Min(1, 4 * Math.Min(fraction, 1 - fraction));
            Assert.Equal(0.1 * share, path[i].Z - Along(path, i).Z, 9);
        }
    }

    [Fact]
    public void A_lifted_approach_has_the_steps_to_go_up_and_down()
    {
        double distance = (Segment().WorldFromTarget[0].Position - s_start.Position).Length;
        Assert.Equal((int)Math.Ceiling(distance / 0.008), Approach(s_still, lift: 0).Length);
        Assert.Equal((int)Math.Ceiling((distance + 0.2) / 0.008), Approach(s_still, lift: 0.1).Length);
    }

    [Fact]
    public void An_approach_has_as_many_steps_as_its_distance_asks()
    {
        int usual = Approach(s_still, 0).Length;
        Assert.InRange(Approach(s_still with { InterpolationStep = 0.004 }, 0).Length, (2 * usual) - 1, 2 * usual);
    }

    [Fact]
    public void An_approach_has_as_many_steps_as_its_turn_asks()
    {
        double turn = Quat.AngleBetween(s_start.Orientation, Segment().WorldFromTarget[0].Orientation);
        Assert.True(turn > 0.1, $"the hand turns by {turn} rad");
        var options = s_still with { InterpolationTurn = turn / 99.5, InterpolationStep = GenerationOptions.MaxInterpolationStep };
        Assert.Equal(100, Approach(options, 0).Length);
    }

    [Fact]
    public void An_approach_has_its_minimum_of_steps_however_near_it_starts() =>
        Assert.Equal(300, Approach(s_still with { InterpolationMinimum = 300 }, 0).Length);

    [Fact]
    public void An_arm_in_contact_is_lifted_off() => Assert.Equal(0.1, HighestOf(Corrected(s_still with { InterpolationLift = 0.1 })), 6);

    [Fact]
    public void An_arm_in_contact_goes_straight_where_no_lift_is_asked_for() =>
        Assert.Equal(0, HighestOf(Corrected(s_still with { InterpolationLift = 0 })), 6);

    [Fact]
    public void An_arm_that_touches_nothing_is_not_lifted() =>
        Assert.Equal(Demonstrated(s_still with { InterpolationLift = 0 }), Demonstrated(s_still with { InterpolationLift = 0.3 }));

    private static Vec3 Along(Vec3[] path, int i)
    {
        Vec3 end = Segment().WorldFromTarget[0].Position;
        return s_start.Position + ((end - s_start.Position) * ((i + 1.0) / (path.Length + 1)));
    }

    // Where its object stands as in the source, a segment stays where it was: only the approach is of interest.
    private static Vec3[] Approach(GenerationOptions options, double lift)
    {
        SourceSegment segment = Segment();
        var path = new WaypointPath(segment.Length, options);
        path.Load(segment, segment.WorldFromObjectAtStart, s_start, handMayTurn: false, eefFromHeld: null, lift);
        var points = new List<Vec3>();
        while (path.IsApproaching)
            points.Add(path.Take(Pose.Identity).WorldFromTarget.Position);
        return [.. points];
    }

    private static SourceSegment Segment() => PointRun.Recoveries()[0];

    // The policy closes its hand beside the item, and its empty hand is the contact.
    private static EpisodeBuffer Corrected(GenerationOptions options)
    {
        var source = new MemoryStore(CarryWorld.Carry);
        using var policy = new CarryPolicy();
        var run = new EpisodeKey(1, SceneSplit.Source, 0, true);
        AttemptRun.Run(
            new OneLane(new CarryWorld()), policy, () => new InterventionProgram(new CarryOperator()), run, new RunLimits(3, 20), source);
        IReadOnlyList<SourceSegment> segments = SourceSegment.Extract(source, CarryWorld.Carry.Subtasks);
        var store = new MemoryStore(CarryWorld.Carry);
        AttemptRun.Run(
            new OneLane(new CarryWorld()), policy, () => new ReplayedRecoveryProgram(segments, options),
            run with { Split = SceneSplit.Generation }, new RunLimits(1, 20), store);
        return store.Read(0);
    }

    // Height of the commanded approach above the line from the hand to the replay's first target.
    private static double HighestOf(EpisodeBuffer episode)
    {
        int start = Enumerable.Range(0, episode.Count).First(step => episode.Mode(step) == StepMode.Interpolation);
        int end = Enumerable.Range(start, episode.Count - start).First(step => episode.Mode(step) == StepMode.Replay);
        Assert.True(episode.Flags(start).HasFlag(StepFlags.TriggerContact));
        double from = episode.Eef(start).Position.Z, to = episode.Target(end).Position.Z;
        return Enumerable.Range(start, end - start)
            .Max(step => episode.Target(step).Position.Z - (from + ((to - from) * (step - start + 1) / (end - start + 1))));
    }

    private static byte[] Demonstrated(GenerationOptions options)
    {
        var source = new MemoryStore(CarryWorld.Carry);
        var run = new EpisodeKey(1, SceneSplit.Source, 0, false);
        AttemptRun.Run(
            new OneLane(new CarryWorld()), null, () => new DemonstrationProgram(new CarryOperator()), run, new RunLimits(2, 9), source);
        IReadOnlyList<SourceSegment> segments = SourceSegment.Extract(source, CarryWorld.Carry.Subtasks);
        var store = new MemoryStore(CarryWorld.Carry);
        AttemptRun.Run(
            new OneLane(new CarryWorld()), null, () => new ReplayedDemonstrationProgram(segments, options),
            run with { Split = SceneSplit.Generation }, new RunLimits(3, 9), store);
        Assert.Equal(3, store.KeptCount);
        return store.AllBytes();
    }
}
