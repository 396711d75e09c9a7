using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation.Tests;

/// <summary>Transits around walls, and recoveries that are checked before they are carried out.</summary>
public sealed class TransitTests
{
    private static readonly GenerationOptions s_planned = new() { ActionNoise = 0, PlansTransit = true };
    private static readonly Pose s_start = new(Vec3.Zero, Down), s_goal = new(new Vec3(0.3, 0, 0), Down);

    // The hand's own z axis points at the table.
    private static Quat Down => Quat.FromAxisAngle(Vec3.UnitX, Math.PI);

    [Fact]
    public void With_nothing_in_the_way_a_transit_is_straight()
    {
        foreach (Pose pose in Plan(new Walls()))
            Assert.Equal(0, pose.Position.Z, 9);
    }

    [Theory]
    [InlineData(0.03)]
    [InlineData(0.07)]
    [InlineData(0.12)]
    public void A_wall_is_passed_over_with_the_margin_and_hardly_higher(double height)
    {
        Pose[] path = Plan(new Walls((0.15, height)));
        double over = path.Where(pose => Math.Abs(pose.Position.X - 0.15) < 0.01).Min(pose => pose.Position.Z);
        Assert.InRange(over, height + 0.0099, height + 0.045);
    }

    [Fact]
    public void A_hand_that_starts_in_contact_comes_off_by_the_shortest_way()
    {
        Pose[] path = Plan(new Walls((0, 0.05)) { HalfThickness = 0.1 });
        Assert.True(path.TakeWhile(pose => pose.Position.Z < 0.055).All(pose => Math.Abs(pose.Position.X) < 1e-9));
    }

    [Fact]
    public void Waypoints_are_no_farther_apart_than_an_approachs()
    {
        Pose before = s_start;
        foreach (Pose pose in Plan(new Walls((0.15, 0.07))).Append(s_goal))
        {
            Assert.InRange((pose.Position - before.Position).Length, 0, s_planned.InterpolationStep + 1e-9);
            before = pose;
        }
    }

    [Fact]
    public void The_same_question_has_the_same_answer() =>
        Assert.Equal(Plan(new Walls((0.1, 0.04), (0.2, 0.08))), Plan(new Walls((0.1, 0.04), (0.2, 0.08))));

    [Fact]
    public void A_planned_path_allocates_nothing_once_it_is_warm()
    {
        var planner = new TransitPlanner(s_planned);
        var walls = new Walls((0.15, 0.07));
        planner.Plan(walls, s_start, s_goal);
        long before = GC.GetAllocatedBytesForCurrentThread();
        planner.Plan(walls, s_start, s_goal);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_segment_out_of_reach_does_not_fit() => Assert.False(Load(new Walls { Reach = 0.15 }));

    [Fact]
    public void A_segment_within_reach_and_over_nothing_fits() => Assert.True(Load(new Walls()));

    [Fact]
    public void An_approach_through_a_wall_does_not_fit() => Assert.False(Load(new Walls((0.05, 0.3)) { HalfThickness = 0.02 }));

    [Fact]
    public void What_the_segment_goes_down_to_does_not_count() => Assert.True(Load(new Walls((0.3, 0.01))));

    private static Pose[] Plan(Walls walls)
    {
        PoseBuffer path = new TransitPlanner(s_planned).Plan(walls, s_start, s_goal);
        return [.. Enumerable.Range(0, path.Count).Select(i => path[i])];
    }

    // From 10 cm above, over the goal, and down.
    private static bool Load(Walls walls)
    {
        SourceSegment segment = SegmentOf.Way(
            [new(0.2, 0, 0.1), new(0.25, 0, 0.1), new(0.3, 0, 0.1), new(0.3, 0, 0.05), new(0.3, 0, 0)], opensAt: 4);
        var path = new WaypointPath(segment.Length, new GenerationOptions());
        path.Load(segment, Pose.Identity, new Pose(new Vec3(0, 0, 0.1), Quat.Identity), handMayTurn: false, eefFromHeld: null, lift: 0);
        return path.Fits(walls);
    }

    /// <summary>Walls across the way, each at one x and up to one height, for a hand that is a point.</summary>
    private sealed class Walls(params (double X, double Height)[] walls) : IMotionModel
    {
        public double Reach { get; init; } = 10;

        public double HalfThickness { get; init; } = 0.005;

        public void Begin()
        {
        }

        public double ClearanceAt(in Pose worldFromEef)
        {
            double least = double.PositiveInfinity;
            foreach ((double x, double height) in walls)
            {
                // Inside, as deep as the nearer way out is long.
                double aside = Math.Abs(worldFromEef.Position.X - x) - HalfThickness, above = worldFromEef.Position.Z - height;
                least = Math.Min(least, Math.Max(aside, above));
            }

            return least;
        }

        public bool Reaches(in Pose worldFromEef) => worldFromEef.Position.X < Reach;
    }
}
