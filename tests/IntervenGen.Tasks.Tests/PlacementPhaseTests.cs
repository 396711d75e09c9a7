using IntervenGen.Tasks.Operators;

namespace IntervenGen.Tasks.Tests;

/// <summary>When one phase of putting a part into its place follows another.</summary>
public sealed class PlacementPhaseTests
{
    private const int Steady = 3;
    private const double ReleaseHeight = 0.01;

    private static readonly PlacementRules s_rules = new(AlignedOffset: 0.003, AlignedAngle: 0.04, Steady, LetGoFinger: 0.022);

    // Above its place, turned as it should be, and held.
    private static readonly PlacementProgress s_above = new(
        Height: 0.1, Offset: 0, Angle: 0, IsClear: true, ReleaseHeight, Finger: 0.015);

    private readonly PlacementPhases _phases = new(s_rules);

    public PlacementPhaseTests() => _phases.Restart();

    [Fact]
    public void A_part_is_lifted_first() => Assert.Equal(PlacementPhase.Lift, _phases.Current);

    [Fact]
    public void A_part_that_is_not_clear_is_lifted_on()
    {
        _phases.Update(s_above with { IsClear = false });
        Assert.Equal(PlacementPhase.Lift, _phases.Current);
    }

    [Fact]
    public void A_part_that_is_clear_is_moved()
    {
        _phases.Update(s_above);
        Assert.Equal(PlacementPhase.Move, _phases.Current);
    }

    [Fact]
    public void A_part_is_lowered_once_it_was_aligned_for_long_enough()
    {
        Update(1 + Steady - 1, s_above);
        Assert.Equal(PlacementPhase.Move, _phases.Current);
        _phases.Update(s_above);
        Assert.Equal(PlacementPhase.Lower, _phases.Current);
    }

    [Theory]
    [InlineData(0.0031, 0)]
    [InlineData(0, 0.041)]
    public void A_part_that_is_not_aligned_is_not_lowered(double offset, double angle)
    {
        Update(100, s_above with { Offset = offset, Angle = angle });
        Assert.Equal(PlacementPhase.Move, _phases.Current);
    }

    [Fact]
    public void A_part_that_only_passes_over_its_place_is_not_lowered()
    {
        _phases.Update(s_above);
        for (int pass = 0; pass < 10; pass++)
        {
            Update(Steady - 1, s_above);
            _phases.Update(s_above with { Offset = 0.02 });
        }

        Assert.Equal(PlacementPhase.Move, _phases.Current);
    }

    [Fact]
    public void A_part_that_is_deep_enough_is_let_go()
    {
        Lower();
        _phases.Update(s_above with { Height = ReleaseHeight + 1e-6, IsClear = false });
        Assert.Equal(PlacementPhase.Lower, _phases.Current);
        _phases.Update(s_above with { Height = ReleaseHeight - 1e-6, IsClear = false });
        Assert.Equal(PlacementPhase.Release, _phases.Current);
    }

    [Fact]
    public void A_part_that_gets_no_lower_is_lifted_again()
    {
        Lower();
        PlacementProgress jammed = s_above with { Height = 0.05, IsClear = false };
        // The first step still is lower than where lowering began.
        Update(1 + s_rules.StallSteps, jammed);
        Assert.Equal(PlacementPhase.Lower, _phases.Current);
        _phases.Update(jammed);
        Assert.Equal(PlacementPhase.Lift, _phases.Current);
    }

    [Fact]
    public void A_part_that_gets_lower_slowly_is_lowered_on()
    {
        Lower();
        for (int i = 0; i < 3; i++)
            Update(s_rules.StallSteps, s_above with { Height = 0.09 - (0.001 * i), IsClear = false });
        Assert.Equal(PlacementPhase.Lower, _phases.Current);
    }

    [Fact]
    public void Less_than_the_progress_that_counts_is_none()
    {
        Lower();
        for (int step = 0; step <= s_rules.StallSteps; step++)
            _phases.Update(s_above with { Height = 0.1 - (step * s_rules.Progress / 100), IsClear = false });
        Assert.Equal(PlacementPhase.Lift, _phases.Current);
    }

    [Fact]
    public void A_part_that_comes_off_its_place_while_it_is_clear_is_lifted_again()
    {
        Lower();
        _phases.Update(s_above with { Offset = s_rules.LostOffset + 1e-6 });
        Assert.Equal(PlacementPhase.Lift, _phases.Current);
    }

    [Fact]
    public void A_part_that_comes_off_its_place_inside_it_is_lowered_on()
    {
        Lower();
        _phases.Update(s_above with { Offset = s_rules.LostOffset + 1e-6, IsClear = false });
        Assert.Equal(PlacementPhase.Lower, _phases.Current);
    }

    [Fact]
    public void The_hand_leaves_once_the_fingers_are_open()
    {
        Release();
        _phases.Update(s_above with { Finger = 0.022 });
        Assert.Equal(PlacementPhase.Release, _phases.Current);
        _phases.Update(s_above with { Finger = 0.0221 });
        Assert.Equal(PlacementPhase.Retreat, _phases.Current);
    }

    [Fact]
    public void A_hand_that_leaves_does_not_come_back()
    {
        Release();
        Update(1, s_above with { Finger = 0.04 });
        Update(100, s_above);
        Assert.Equal(PlacementPhase.Retreat, _phases.Current);
    }

    [Fact]
    public void A_part_is_held_until_it_is_released()
    {
        Lower();
        Assert.False(_phases.HasLetGo);
        _phases.Update(s_above with { Height = 0 });
        Assert.True(_phases.HasLetGo);
    }

    [Fact]
    public void A_restart_forgets_how_long_the_part_was_aligned()
    {
        Update(1 + Steady - 1, s_above);
        _phases.Restart();
        Update(1 + Steady - 1, s_above);
        Assert.Equal(PlacementPhase.Move, _phases.Current);
    }

    [Fact]
    public void A_restart_forgets_how_long_the_part_got_no_lower()
    {
        Lower();
        PlacementProgress jammed = s_above with { Height = 0.05, IsClear = false };
        Update(1 + s_rules.StallSteps, jammed);
        _phases.Restart();
        Lower();
        Update(1 + s_rules.StallSteps, jammed);
        Assert.Equal(PlacementPhase.Lower, _phases.Current);
    }

    private void Update(int steps, PlacementProgress progress)
    {
        for (int i = 0; i < steps; i++)
            _phases.Update(progress);
    }

    private void Lower()
    {
        Update(1 + Steady, s_above);
        Assert.Equal(PlacementPhase.Lower, _phases.Current);
    }

    private void Release()
    {
        Lower();
        _phases.Update(s_above with { Height = 0 });
        Assert.Equal(PlacementPhase.Release, _phases.Current);
    }
}
