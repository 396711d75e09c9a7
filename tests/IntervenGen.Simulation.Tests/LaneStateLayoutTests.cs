using IntervenGen.Tasks;

namespace IntervenGen.Simulation.Tests;

public sealed class LaneStateLayoutTests
{
    private const int Positions = 23, Velocities = 21, Joints = 6, Mocaps = 2, Objects = 3;

    // Every length is another, or one place could be taken for its neighbour.
    private static readonly LaneStateLayout s_layout = new(Positions, Velocities, Joints, Mocaps, Objects);

    public static TheoryData<string, int> Lengths => new()
    {
        { nameof(LaneStateLayout.Time), 1 },
        { nameof(LaneStateLayout.Positions), Positions },
        { nameof(LaneStateLayout.Velocities), Velocities },
        { nameof(LaneStateLayout.WarmStart), Velocities },
        { nameof(LaneStateLayout.MocapPositions), 3 * Mocaps },
        { nameof(LaneStateLayout.MocapQuaternions), 4 * Mocaps },
        { nameof(LaneStateLayout.Goal), 7 },
        { nameof(LaneStateLayout.RestPosture), Joints },
        { nameof(LaneStateLayout.Opening), 1 },
        { nameof(LaneStateLayout.Hint), 3 },
        { nameof(LaneStateLayout.Revealed), 1 },
    };

    [Fact]
    public void Every_part_begins_where_the_one_before_ends()
    {
        int end = 0;
        foreach (Range part in Parts(s_layout))
        {
            Assert.Equal(end, part.Start.Value);
            Assert.True(part.End.Value > end);
            end = part.End.Value;
        }
    }

    [Fact]
    public void The_parts_fill_the_state() => Assert.Equal(s_layout.Size, Parts(s_layout)[^1].End.Value);

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_part_has_the_numbers_that_the_model_asks_for(string part, int length)
    {
        var range = (Range)typeof(LaneStateLayout).GetProperty(part)!.GetValue(s_layout)!;
        Assert.Equal(length, range.End.Value - range.Start.Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Objects - 1)]
    public void A_belief_is_a_pose(int obj)
    {
        Range belief = s_layout.Belief(obj);
        Assert.Equal(7, belief.End.Value - belief.Start.Value);
    }

    [Fact]
    public void A_task_without_mocap_bodies_has_no_place_for_them()
    {
        var layout = new LaneStateLayout(Positions, Velocities, Joints, 0, Objects);
        Assert.Equal(layout.WarmStart.End, layout.MocapPositions.End);
        Assert.Equal(layout.WarmStart.End, layout.MocapQuaternions.End);
        Assert.Equal(s_layout.Size - (7 * Mocaps), layout.Size);
    }

    [Fact]
    public void A_tasks_state_is_as_long_as_its_models_layout()
    {
        using SimulatedTask task = TaskCatalog.Find("nut-insertion").Open();
        Assert.Equal(task.Spec.StateSize, LaneStateLayout.Of(task.Model, task.Arm.Joints, task.Spec.Objects.Count).Size);
    }

    private static Range[] Parts(LaneStateLayout layout) =>
    [
        layout.Time, layout.Positions, layout.Velocities, layout.WarmStart, layout.MocapPositions, layout.MocapQuaternions, layout.Goal,
        layout.RestPosture, layout.Opening, .. Enumerable.Range(0, Objects).Select(layout.Belief), layout.Hint, layout.Revealed,
    ];
}
