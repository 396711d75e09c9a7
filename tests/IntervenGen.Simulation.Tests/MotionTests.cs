using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation.Clearance;
using IntervenGen.Tasks;

namespace IntervenGen.Simulation.Tests;

/// <summary>What a motion would meet, beside what it meets.</summary>
public sealed class MotionTests
{
    [Theory]
    [InlineData("nut-insertion")]
    [InlineData("block-grasp")]
    [InlineData("nut-and-peg-assembly")]
    public void Forward_kinematics_are_those_of_the_simulator(string name)
    {
        using SimulatedTask task = TaskCatalog.Find(name).Open();
        var chain = new ArmChain(task.Model, task.Arm);
        Drive(task, 80, lane =>
        {
            double[] joints = Joints(task, lane);
            Twist off = Twist.Between(lane.WorldFromEef, chain.Forward(joints));
            Assert.True(off.Linear.Length < 1e-9 && off.Angular.Length < 1e-7, $"{off.Linear.Length} m, {off.Angular.Length} rad");
        });
    }

    [Fact]
    public void Every_pose_of_an_operators_way_is_reached()
    {
        using SimulatedTask task = TaskCatalog.Find("two-piece-assembly").Open();
        using var start = new SimulatedLane(task);
        start.Reset(Key);
        start.Motion.Begin();
        Drive(task, 100, lane => Assert.True(start.Motion.Reaches(lane.WorldFromEef), $"{lane.WorldFromEef} is said to be out of reach"));
    }

    [Fact]
    public void What_is_farther_away_than_the_arm_is_long_is_not_reached() => OnLane("two-piece-assembly", lane =>
        Assert.False(lane.Motion.Reaches(lane.WorldFromEef with { Position = lane.WorldFromEef.Position + new Vec3(1.2, 0, 0) })));

    [Fact]
    public void A_joint_does_not_leave_its_range_to_reach_a_pose()
    {
        using SimulatedTask task = TaskCatalog.Find("coffee").Open();
        using var lane = new SimulatedLane(task);
        lane.Reset(Key);
        var chain = new ArmChain(task.Model, task.Arm);
        double[] joints = Joints(task, lane);
        chain.TryInvert(lane.WorldFromEef with { Position = lane.WorldFromEef.Position + new Vec3(-0.6, 0.4, 0.3) }, joints);
        ReadOnlySpan<double> ranges = task.Model.Doubles("jnt_range");
        for (int joint = 0; joint < joints.Length; joint++)
            Assert.InRange(joints[joint], ranges[2 * task.Arm.JointId[joint]], ranges[(2 * task.Arm.JointId[joint]) + 1]);
    }

    [Fact]
    public void At_the_hands_own_pose_the_gap_is_that_of_the_lane()
    {
        using SimulatedTask task = TaskCatalog.Find("nut-insertion").Open();
        using var lane = new SimulatedLane(task);
        lane.Reset(Key);
        var now = new LaneClearance(task.Pairs, task.FreeObjects, lane.Data, task.Arm.GripSite);
        lane.Motion.Begin();
        Assert.Equal(now.Measure(lane.Contacts.Pairs, isTriggered: false), lane.Motion.ClearanceAt(lane.WorldFromEef), 9);
    }

    [Fact]
    public void A_hand_lowered_into_the_table_has_no_gap() => OnLane("nut-insertion", lane =>
    {
        double free = lane.Motion.ClearanceAt(lane.WorldFromEef);
        double lower = lane.Motion.ClearanceAt(lane.WorldFromEef with { Position = lane.WorldFromEef.Position - (Vec3.UnitZ * 0.02) });
        double under = lane.Motion.ClearanceAt(lane.WorldFromEef with { Position = lane.WorldFromEef.Position with { Z = 0.7 } });
        Assert.True(free > lower && lower > 0 && under <= 0, $"{free}, {lower}, {under}");
    });

    [Fact]
    public void What_the_hand_holds_moves_with_it()
    {
        using SimulatedTask task = TaskCatalog.Find("nut-insertion").Open();
        using var lane = new SimulatedLane(task);
        lane.Reset(Key);
        Pose peg = lane.TruePose(task.Spec.Subtasks[0].ReferenceObject);
        Pose overPeg = lane.WorldFromEef with { Position = peg.Position with { Z = lane.WorldFromEef.Position.Z } };
        lane.Motion.Begin();
        // Lowered beside the middle of the nut, the peg meets the nut long before it meets a finger.
        double with = Height(lane, overPeg);
        lane.SetGripperOpening(1);
        for (int step = 0; step < 10; step++)
            lane.Step([0, 0, 0, 0, 0, 0, -1]);
        lane.Motion.Begin();
        Assert.True(with > Height(lane, overPeg) + 0.005);
    }

    [Fact]
    public void Asking_allocates_nothing_and_moves_nothing() => OnLane("two-piece-assembly", lane =>
    {
        var before = new double[lane.Spec.StateSize];
        var after = new double[lane.Spec.StateSize];
        lane.SaveState(before);
        Pose pose = lane.WorldFromEef;
        Ask(lane, pose);
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        Ask(lane, pose);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - bytes);
        lane.SaveState(after);
        Assert.Equal(before, after);
    });

    private static EpisodeKey Key => new(5, SceneSplit.Source, 0, true);

    private static void Ask(SimulatedLane lane, in Pose pose)
    {
        lane.Motion.Begin();
        for (int i = 0; i < 20; i++)
        {
            Pose asked = pose with { Position = pose.Position + new Vec3(0.01 * i, 0, -0.01 * i) };
            lane.Motion.ClearanceAt(asked);
            lane.Motion.Reaches(asked);
        }
    }

    // The greatest height, below the present one, at which something is met.
    private static double Height(SimulatedLane lane, Pose pose)
    {
        while (lane.Motion.ClearanceAt(pose) > 0)
            pose = pose with { Position = pose.Position - (Vec3.UnitZ * 0.001) };
        return pose.Position.Z;
    }

    private static void OnLane(string name, Action<SimulatedLane> test)
    {
        using SimulatedTask task = TaskCatalog.Find(name).Open();
        using var lane = new SimulatedLane(task);
        lane.Reset(Key);
        lane.Motion.Begin();
        test(lane);
    }

    private static double[] Joints(SimulatedTask task, SimulatedLane lane) =>
        [.. Enumerable.Range(0, task.Arm.Joints).Select(joint => lane.Positions[task.Arm.JointAddress(joint)])];

    private static void Drive(SimulatedTask task, int steps, Action<SimulatedLane> look)
    {
        using var lane = new SimulatedLane(task);
        IOperator op = TaskCatalog.Find(task.Spec.Name).CreateOperator();
        var action = new float[task.Spec.ActionSize];
        lane.Reset(Key);
        op.Begin(lane, Key);
        for (int step = 0; step < steps && op.Act(lane, action); step++)
        {
            lane.Step(action);
            look(lane);
        }
    }
}
