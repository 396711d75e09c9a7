using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen.Tasks.Tests;

/// <summary>A scripted operator who differs from one episode to the next.</summary>
public sealed class VariedOperatorTests
{
    [Theory]
    [InlineData("nut-insertion")]
    [InlineData("coffee")]
    [InlineData("block-grasp")]
    public void A_varied_operator_does_the_task(string task) => Assert.True(Drive(task, OperatorStyle.Varied, 3).Succeeded);

    [Fact]
    public void A_varied_operator_does_the_same_for_the_same_key() =>
        Assert.Equal(Drive("coffee", OperatorStyle.Varied, 5).Path, Drive("coffee", OperatorStyle.Varied, 5).Path);

    [Fact]
    public void A_varied_operator_goes_another_way_than_a_steady_one() =>
        Assert.NotEqual(Drive("coffee", OperatorStyle.Steady, 5).Path, Drive("coffee", OperatorStyle.Varied, 5).Path);

    [Fact]
    public void The_operators_label_says_which_it_is()
    {
        Assert.Equal("scripted", TaskCatalog.Find("coffee").CreateOperator().Label);
        Assert.Equal("scripted, varied", TaskCatalog.Find("coffee").CreateOperator(OperatorStyle.Varied).Label);
    }

    private static (bool Succeeded, Vec3[] Path) Drive(string name, OperatorStyle style, long attempt)
    {
        TaskEntry entry = TaskCatalog.Find(name);
        using SimulatedTask task = entry.Open();
        using var lane = new SimulatedLane(task);
        var key = new EpisodeKey(1, SceneSplit.Source, attempt, false);
        lane.Reset(key);
        IOperator op = entry.CreateOperator(style);
        op.Begin(lane, key);
        var path = new List<Vec3>();
        float[] action = new float[task.Spec.ActionSize];
        while (path.Count < task.Spec.Horizon && op.Act(lane, action))
        {
            lane.Step(action);
            path.Add(lane.WorldFromEef.Position);
        }

        return (lane.IsSuccess, [.. path]);
    }
}
