using IntervenGen.Numerics;

namespace IntervenGen.Generation.Tests;

/// <summary>Where on its way a moved recovery begins.</summary>
public sealed class DetourTests
{
    private static readonly GenerationOptions s_direct = new() { ActionNoise = 0, SkipDetours = true };

    // From where a source's mistake ended, up, over the goal, down and open.
    private static readonly Vec3[] s_way =
    [
        new(0.3, 0, 0), new(0.3, 0, 0.05), new(0.3, 0, 0.1), new(0.2, 0, 0.1), new(0.1, 0, 0.1), new(0, 0, 0.1), new(0, 0, 0.05),
        new(0, 0, 0), new(0, 0, 0),
    ];

    [Fact]
    public void A_replay_begins_where_the_rest_is_done_soonest() =>
        Assert.Equal(new Vec3(0.1, 0, 0.1), FirstWaypoint(from: new Vec3(0.1, 0, 0.08), s_direct));

    [Fact]
    public void Without_the_option_it_begins_where_the_sources_mistake_had_ended() =>
        Assert.Equal(s_way[0], FirstWaypoint(from: new Vec3(0.1, 0, 0.08), s_direct with { SkipDetours = false }));

    [Fact]
    public void A_replay_does_not_begin_on_the_way_down() =>
        Assert.Equal(new Vec3(0, 0, 0.1), FirstWaypoint(from: new Vec3(-0.05, 0, 0), s_direct));

    [Fact]
    public void From_the_sources_own_place_the_whole_way_is_replayed() =>
        Assert.Equal(s_way[0], FirstWaypoint(from: s_way[0], s_direct with { InterpolationMinimum = 1 }));

    [Fact]
    public void What_is_left_ends_as_the_source_does()
    {
        WaypointPath path = Load(new Vec3(0.1, 0, 0.08), s_direct);
        (Pose pose, float gripper) = (Pose.Identity, 0);
        while (path.HasNext)
            (pose, gripper) = path.Take(Pose.Identity);
        Assert.Equal((s_way[^1], -1f), (pose.Position, gripper));
    }

    private static Vec3 FirstWaypoint(Vec3 from, GenerationOptions options)
    {
        WaypointPath path = Load(from, options);
        while (path.IsApproaching)
            path.Take(Pose.Identity);
        return path.Take(Pose.Identity).WorldFromTarget.Position;
    }

    private static WaypointPath Load(Vec3 from, GenerationOptions options)
    {
        SourceSegment segment = SegmentOf.Way(s_way, opensAt: s_way.Length - 1);
        var path = new WaypointPath(segment.Length, options);
        path.Load(segment, Pose.Identity, new Pose(from, Quat.Identity), handMayTurn: false, eefFromHeld: null, lift: 0);
        return path;
    }
}
