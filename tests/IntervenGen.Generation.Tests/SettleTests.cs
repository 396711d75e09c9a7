using IntervenGen.Numerics;

namespace IntervenGen.Generation.Tests;

/// <summary>Waiting for the arm before the gripper opens or closes.</summary>
public sealed class SettleTests
{
    private static readonly Vec3[] s_way = [new(0, 0, 0.2), new(0, 0, 0.1), new(0, 0, 0), new(0, 0, 0), new(0, 0, 0.1)];
    private static readonly Pose s_far = new(new Vec3(0, 0, 0.05), Quat.Identity);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void An_arm_that_lags_is_waited_for_as_long_as_is_allowed(int steps)
    {
        (Pose Target, float Gripper)[] taken = Replay(steps, s_far);
        Assert.Equal(s_way.Length + steps, taken.Length);
        // With the old command, at the place where the gripper changes.
        Assert.All(taken[3..(3 + steps)], each => Assert.Equal((s_way[2], 1f), (each.Target.Position, each.Gripper)));
        Assert.Equal(-1f, taken[3 + steps].Gripper);
    }

    [Fact]
    public void An_arm_that_has_arrived_is_not_waited_for() =>
        Assert.Equal(s_way.Length, Replay(7, new Pose(s_way[2], Quat.Identity)).Length);

    // The waypoints of the segment itself, for an arm that stands still.
    private static (Pose Target, float Gripper)[] Replay(int settleSteps, Pose arm)
    {
        SourceSegment segment = SegmentOf.Way(s_way, opensAt: 3);
        var path = new WaypointPath(segment.Length, new GenerationOptions { SettleSteps = settleSteps });
        path.Load(segment, Pose.Identity, arm, handMayTurn: false, eefFromHeld: null, lift: 0);
        while (path.IsApproaching)
            path.Take(arm);
        var taken = new List<(Pose, float)>();
        while (path.HasNext)
            taken.Add(path.Take(arm));
        return [.. taken];
    }
}
