using IntervenGen.Core;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.Tests;

/// <summary>A hand that loses what it carries.</summary>
public sealed class GripLossTests
{
    private const string Nut = "nut-and-peg-assembly";

    [Fact]
    public void A_nut_that_is_carried_falls_once_and_is_picked_up_again()
    {
        (bool succeeded, int grasps, _, _) = Drive(drops: 1, attempt: 0);
        Assert.True(succeeded);
        Assert.Equal(2, grasps);
    }

    [Fact]
    public void Without_drops_it_is_grasped_once() => Assert.Equal(1, Drive(drops: 0, attempt: 0).Grasps);

    [Fact]
    public void As_many_episodes_drop_as_the_chance_says()
    {
        int dropped = Enumerable.Range(0, 12).Count(attempt => Drive(drops: 0.5, attempt).Grasps > 1);
        Assert.InRange(dropped, 2, 10);
    }

    [Theory]
    [InlineData("nut-insertion")]
    [InlineData("two-piece-assembly")]
    [InlineData("coffee")]
    public void What_the_hand_holds_from_the_start_is_carried_from_the_start(string name)
    {
        Assert.True(Drive(drops: 1, attempt: 0, name).Opens);
        Assert.False(Drive(drops: 0, attempt: 0, name).Opens);
    }

    [Fact]
    public void A_restored_state_drops_at_the_same_step_bit_for_bit()
    {
        (_, _, double[][] states, _) = Drive(drops: 1, attempt: 0);
        using SimulatedTask task = TaskCatalog.Find(Nut).Open(new TaskOptions { Drops = 1 });
        using var lane = new SimulatedLane(task);
        Assert.Equal(states[^1], Continue(lane, states));
    }

    [Fact]
    public void A_state_without_drops_is_as_long_as_it_was()
    {
        using SimulatedTask with = TaskCatalog.Find(Nut).Open(new TaskOptions { Drops = 0.1 });
        using SimulatedTask without = TaskCatalog.Find(Nut).Open();
        Assert.Equal(without.Spec.StateSize + 3, with.Spec.StateSize);
    }

    private static readonly List<float[]> s_actions = [];

    private static double[] Continue(SimulatedLane lane, double[][] states)
    {
        int from = states.Length / 4;
        lane.RestoreState(states[from]);
        for (int step = from; step < states.Length - 1; step++)
            lane.Step(s_actions[step]);
        double[] state = new double[lane.Spec.StateSize];
        lane.SaveState(state);
        return state;
    }

    // The operator's own drive: whether it succeeds, how often it grasps, the state before every step and after the last, and
    // whether the fingers open against the command.
    private static (bool Succeeded, int Grasps, double[][] States, bool Opens) Drive(double drops, long attempt, string name = Nut)
    {
        TaskEntry entry = TaskCatalog.Find(name);
        using SimulatedTask task = entry.Open(new TaskOptions { Drops = drops });
        using var lane = new SimulatedLane(task);
        var key = new EpisodeKey(1, SceneSplit.Source, attempt, false);
        lane.Reset(key);
        IOperator op = entry.CreateOperator();
        op.Begin(lane, key);
        s_actions.Clear();
        var states = new List<double[]> { State(lane) };
        int grasps = 0;
        bool isGrasped = false, opens = false;
        double grip = lane.Fingers.First;
        float[] action = new float[task.Spec.ActionSize];
        while (states.Count <= task.Spec.Horizon && op.Act(lane, action))
        {
            s_actions.Add([.. action]);
            lane.Step(action);
            opens |= action[^1] > 0 && lane.Fingers.First > grip + 0.002;
            states.Add(State(lane));
            // The first subtask is done while the nut is in the hand, over the table.
            grasps += lane.IsSubtaskDone(0) && !isGrasped ? 1 : 0;
            isGrasped = lane.IsSubtaskDone(0);
        }

        return (lane.IsSuccess, grasps, [.. states], opens);
    }

    private static double[] State(SimulatedLane lane)
    {
        double[] state = new double[lane.Spec.StateSize];
        lane.SaveState(state);
        return state;
    }
}
