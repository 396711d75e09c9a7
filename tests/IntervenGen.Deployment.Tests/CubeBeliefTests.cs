using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Deployment.Tests;

public sealed class CubeBeliefTests
{
    private static readonly Pose s_seen = new(new Vec3(0.05, 0.1, 0.825), Quat.FromAxisAngle(Vec3.UnitZ, 0.02));
    private static readonly Pose s_wrong = s_seen with { Position = s_seen.Position + new Vec3(0.01, -0.06, 0) };
    private static readonly Quat s_down = GripFrame.Down;

    [Fact]
    public void Contact_reveals_what_was_seen_and_nothing_else_does()
    {
        var belief = new CubeBelief(s_seen, s_wrong);
        belief.Feel(new Pose(new Vec3(0, 0, 1), s_down), 0.08, isClosed: false);
        belief.See(s_seen);
        Assert.Equal(s_wrong.Position, belief.WorldFromCube.Position);
        belief.Reveal();
        Assert.Equal(s_seen.Position, belief.WorldFromCube.Position);
    }

    [Fact]
    public void The_policy_is_told_a_cube_that_lies_square()
    {
        var belief = new CubeBelief(s_seen, s_wrong);
        Assert.Equal(Quat.Identity, belief.WorldFromCube.Orientation);
        belief.Reveal();
        Assert.Equal(Quat.Identity, belief.WorldFromCube.Orientation);
        Assert.Equal(s_seen.Orientation, belief.Estimate.Orientation);
    }

    [Fact]
    public void Quick_looks_move_a_revealed_cube()
    {
        var belief = new CubeBelief(s_seen, s_wrong);
        belief.Reveal();
        Pose pushed = s_seen with { Position = s_seen.Position + new Vec3(0, 0.03, 0) };
        belief.See(pushed);
        Assert.Equal(pushed.Position, belief.WorldFromCube.Position);
    }

    [Fact]
    public void A_held_cube_goes_with_the_hand_in_the_middle_of_the_fingers()
    {
        var belief = new CubeBelief(s_seen, s_wrong);
        belief.Reveal();
        // Fingers close along world y here; the hand stands 8 mm off to that side and 9 mm over the middle.
        var grip = new Pose(s_seen.Position + new Vec3(0.002, 0.008, 0.009), s_down);
        belief.Feel(grip, 0.05, isClosed: true);
        Assert.True(belief.IsHeld);
        AssertNear(s_seen.Position + new Vec3(0, 0.008, 0), belief.WorldFromCube.Position);
        Assert.False(belief.IsLifted);
        Pose raised = grip with { Position = grip.Position + new Vec3(0, 0, 0.05) };
        belief.Feel(raised, 0.05, isClosed: true);
        AssertNear(s_seen.Position + new Vec3(0, 0.008, 0.05), belief.WorldFromCube.Position);
        Assert.True(belief.IsLifted);
    }

    [Theory]
    [InlineData(0.05, false)]
    [InlineData(0.002, true)]
    [InlineData(0.075, true)]
    public void Open_fingers_empty_ones_and_something_wider_hold_no_cube(double width, bool isClosed)
    {
        var belief = new CubeBelief(s_seen, s_wrong);
        belief.Feel(new Pose(s_seen.Position, s_down), width, isClosed);
        Assert.False(belief.IsHeld);
    }

    [Fact]
    public void A_cube_that_slips_out_stays_where_it_was_last()
    {
        var belief = new CubeBelief(s_seen, s_wrong);
        belief.Reveal();
        var grip = new Pose(s_seen.Position, s_down);
        belief.Feel(grip, 0.05, isClosed: true);
        belief.Feel(grip with { Position = grip.Position + new Vec3(0, 0, 0.02) }, 0.05, isClosed: true);
        belief.Feel(grip with { Position = grip.Position + new Vec3(0, 0, 0.06) }, 0.001, isClosed: true);
        Assert.False(belief.IsHeld);
        AssertNear(s_seen.Position + new Vec3(0, 0, 0.02), belief.WorldFromCube.Position);
    }

    private static void AssertNear(Vec3 expected, Vec3 actual) => Assert.InRange((expected - actual).Length, 0, 1e-9);
}
