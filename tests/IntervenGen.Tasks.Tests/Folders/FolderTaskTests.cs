using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen.Tasks.Tests.Folders;

/// <summary>What a file says is what the simulation does.</summary>
public sealed class FolderTaskTests : IDisposable
{
    private const int Block = 0, Bin = 1;

    private readonly TemplateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_fresh_folder_opens_and_its_operator_succeeds()
    {
        using SimulatedTask task = _folder.Open();
        using var lane = new SimulatedLane(task);
        Assert.Equal("my-task", task.Spec.Name);
        Assert.Equal(10, Placing.Successes(lane, TaskCatalog.Find(_folder.Path).CreateOperator(), 10));
    }

    [Fact]
    public void A_step_of_a_folders_task_allocates_nothing()
    {
        using SimulatedTask task = _folder.Change("released: block", "lasting: {steps: 3, what: [{released: block}]}").Open();
        using var lane = new SimulatedLane(task);
        var action = new float[7];
        var observation = new float[task.Spec.ObservationSize];
        Step(lane, action, observation);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int attempt = 0; attempt < 3; attempt++)
            Step(lane, action, observation);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData("x: 0.05, y: 0.05", 0.05, 0.15, -0.05, 0.05)]
    [InlineData("x: [0, 0.02], y: [-0.2, -0.1]", 0.1, 0.12, -0.2, -0.1)]
    [InlineData("x: [0.01, 0.01]", 0.11, 0.11, 0, 0)]
    public void Places_fill_their_region(string region, double minX, double maxX, double minY, double maxY)
    {
        Vec3[] places = [.. Starts("x: 0.05, y: 0.05", region, 200).Select(lane => lane.TruePose(Bin).Position)];
        Assert.All(places, place => Assert.InRange(place.X, minX - 1e-12, maxX + 1e-12));
        Assert.All(places, place => Assert.InRange(place.Y, minY - 1e-12, maxY + 1e-12));
        Assert.True(places.Max(place => place.X) - places.Min(place => place.X) >= 0.9 * (maxX - minX));
        Assert.True(places.Max(place => place.Y) - places.Min(place => place.Y) >= 0.9 * (maxY - minY));
    }

    [Fact]
    public void A_yaw_is_drawn_from_its_range()
    {
        double[] yaws = [.. Starts("x: 0.05, y: 0.05", "yaw: [20, 40]", 100).Select(lane => Yaw(lane.TruePose(Bin)))];
        Assert.All(yaws, yaw => Assert.InRange(yaw, 20 - 1e-9, 40 + 1e-9));
        Assert.True(yaws.Max() - yaws.Min() > 15);
    }

    [Fact]
    public void What_stands_on_a_geom_touches_it()
    {
        using SimulatedTask task = _folder.Change("at: [0.1, 0, 0.8]", "on: table, at: [0.1, 0, 0]").Open();
        using var lane = new SimulatedLane(task);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, false));
        Assert.Equal(0.8, lane.TruePose(Bin).Position.Z, 9);
    }

    [Theory]
    [InlineData("box: {max: 0.03, min_in_one: 0.01}", 0.01, 0.0425)]
    [InlineData("ring: [0.02, 0.05]", 0.02, 0.05)]
    [InlineData("axes: {x: 0.01, y: [0.02, 0.03], either_way: y}", 0.02, 0.0317)]
    public void A_belief_is_wrong_as_its_law_says(string law, double min, double max)
    {
        double[] errors = [.. Starts("box: {max: 0.04, min_in_one: 0.02}", law, 200).Select(
            lane => (lane.BelievedPose(Bin).Position - lane.TruePose(Bin).Position).Length)];
        Assert.All(errors, error => Assert.InRange(error, min - 1e-12, max + 1e-12));
        Assert.True(errors.Max() - errors.Min() > 0.5 * (max - min));
    }

    [Fact]
    public void A_signed_error_goes_to_both_sides()
    {
        double[] errors = [.. Starts("box: {max: 0.04, min_in_one: 0.02}", "axes: {x: 0, y: [0.02, 0.03], either_way: y}", 200).Select(
            lane => lane.BelievedPose(Bin).Position.Y - lane.TruePose(Bin).Position.Y)];
        Assert.InRange(errors.Count(error => error > 0), 70, 130);
    }

    [Fact]
    public void A_yaw_error_turns_the_belief_about_the_vertical()
    {
        foreach (SimulatedLane lane in Starts("box: {max: 0.04, min_in_one: 0.02}", "yaw: [10, 30]", 20))
        {
            Assert.Equal(lane.TruePose(Bin).Position, lane.BelievedPose(Bin).Position);
            Assert.InRange(Yaw(lane.BelievedPose(Bin)) - Yaw(lane.TruePose(Bin)), 10 - 1e-9, 30 + 1e-9);
        }
    }

    [Fact]
    public void Beliefs_about_two_objects_are_wrong_independently()
    {
        _folder.Change("known: tracked", "known: believed");
        foreach (SimulatedLane lane in Starts(
            "bin: {box: {max: 0.04, min_in_one: 0.02}}", "block: {ring: [0.01, 0.02]}\n  bin: {ring: [0.01, 0.02]}", 1))
        {
            Vec3 block = lane.BelievedPose(Block).Position - lane.TruePose(Block).Position;
            Vec3 bin = lane.BelievedPose(Bin).Position - lane.TruePose(Bin).Position;
            Assert.True((block - bin).Length > 1e-4);
        }
    }

    [Fact]
    public void A_drifting_error_grows_at_its_rate_up_to_its_end()
    {
        using SimulatedTask task = _folder.Change(
            "box: {max: 0.04, min_in_one: 0.02}", "ring: [0.01, 0.01], drift: 0.02, drift_ends: 0.015").Open();
        using var lane = new SimulatedLane(task);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, true));
        Assert.Equal(0.01, Error(lane), 9);
        lane.Step([0, 0, 0, 0, 0, 0, 1]);
        Assert.Equal(0.011, Error(lane), 9);
        for (int step = 0; step < 10; step++)
            lane.Step([0, 0, 0, 0, 0, 0, 1]);
        Assert.Equal(0.015, Error(lane), 9);
    }

    [Fact]
    public void A_lagging_belief_comes_nearer_by_its_share()
    {
        using SimulatedTask task = _folder.Change("box: {max: 0.04, min_in_one: 0.02}", "ring: [0.03, 0.03], lag: 0.5").Open();
        using var lane = new SimulatedLane(task);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, true));
        for (int step = 0; step < 10; step++)
            lane.Step([0, 0, 0, 0, 0, 0, 1]);
        Assert.Equal(0.03 * Math.Exp(-1), Error(lane), 9);
    }

    [Fact]
    public void Something_lasting_holds_after_as_many_steps_and_is_restored()
    {
        using SimulatedTask task = _folder.Change("[in_bin, {released: block}]", "[{lasting: {steps: 3, what: [{held: block}]}}]").Open();
        using var lane = new SimulatedLane(task);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, false));
        var succeeded = new List<bool>();
        var state = new double[task.Spec.StateSize];
        for (int step = 0; step < 4; step++)
        {
            if (step == 2)
                lane.SaveState(state);
            lane.Step([0, 0, 0, 0, 0, 0, 1]);
            succeeded.Add(lane.IsSuccess);
        }

        Assert.Equal([false, false, true, true], succeeded);
        lane.RestoreState(state);
        Assert.False(lane.IsSuccess);
        lane.Step([0, 0, 0, 0, 0, 0, 1]);
        Assert.True(lane.IsSuccess);
    }

    [Fact]
    public void Objects_that_keep_apart_do_not_overlap()
    {
        _folder.Change("  <include file=\"robot.xml\"/>", "  <body name=\"other\" mocap=\"true\" pos=\"0 0 0.8\"><geom name=\"other\" class=\"thing\" size=\"0.03 0.03 0.02\"/></body><include file=\"robot.xml\"/>", "scene.xml")
            .Change("<contact>", "<contact><pair geom1=\"other\" geom2=\"block\"/>", "scene.xml")
            .Change("start:", "  other: {body: other, moves: placed}\n\nstart:")
            .Change("    block: {in_hand", "    other: {at: [0.1, 0, 0.8], x: 0.1, y: 0.1, apart: 0.01}\n    block: {in_hand");
        foreach (SimulatedLane lane in Starts("horizon: 300", "horizon: 301", 100))
        {
            Vec3 between = lane.TruePose(2).Position - lane.TruePose(Bin).Position;
            Assert.True((between with { Z = 0 }).Length >= (Math.Sqrt(2) * 0.07) + 0.01 - 1e-9);
        }
    }

    [Fact]
    public void A_sensor_of_the_scene_is_observed_and_restored()
    {
        _folder.Change("</actuator>", "</actuator>\n  <sensor><force name=\"wrist\" site=\"grip_site\"/></sensor>", "scene.xml")
            .Change("robot0_gripper_qpos: [fingers]", "robot0_gripper_qpos: [fingers]\n  wrist_force: [{sensor: wrist}]");
        using SimulatedTask task = _folder.Open();
        using var lane = new SimulatedLane(task);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, false));
        lane.Step([0, 0, -1, 0, 0, 0, 1]);
        var seen = new float[task.Spec.ObservationSize];
        var again = new float[seen.Length];
        var state = new double[task.Spec.StateSize];
        lane.Observe(seen);
        lane.SaveState(state);
        lane.Step([0, 0, 1, 0, 0, 0, 1]);
        lane.RestoreState(state);
        lane.Observe(again);
        Assert.Contains(seen[^3..], force => Math.Abs(force) > 0.1);
        Assert.Equal(seen, again);
    }

    [Fact]
    public void Joints_can_be_observed()
    {
        using SimulatedTask task = _folder.Change(
            "robot0_gripper_qpos: [fingers]", "robot0_gripper_qpos: [fingers]\n  robot0_joint_pos: [joint_pos]\n  robot0_joint_vel: [joint_vel]").Open();
        using var lane = new SimulatedLane(task);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, false));
        var observation = new float[task.Spec.ObservationSize];
        lane.Observe(observation);
        Assert.Equal((float)lane.Positions[task.Arm.JointAddress(0)], observation[^14]);
        Assert.Equal((float)lane.Velocities[task.Arm.JointVelocityAddress(6)], observation[^1]);
    }

    [Fact]
    public void Partial_observability_exists_where_the_file_says_what_it_reveals()
    {
        Assert.Contains(
            "only full observability", Assert.Throws<UsageException>(() => _folder.Open(Observability.Partial)).Message, StringComparison.Ordinal);
        _folder.Change("full: true_pose", "full: true_pose\n  partial: direction").Open(Observability.Partial).Dispose();
    }

    private static double Error(SimulatedLane lane) => (lane.BelievedPose(Bin).Position - lane.TruePose(Bin).Position).Length;

    private static double Yaw(in Pose pose) => 180 / Math.PI * pose.Orientation.Log().Z;

    private static void Step(SimulatedLane lane, float[] action, float[] observation)
    {
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, true));
        for (int step = 0; step < 5; step++)
        {
            lane.Step(action);
            lane.Observe(observation);
            _ = lane.IsSuccess | lane.IsRecoverable | lane.IsSubtaskDone(0);
        }
    }

    private IEnumerable<SimulatedLane> Starts(string from, string to, int count)
    {
        using SimulatedTask task = _folder.Change(from, to).Open();
        using var lane = new SimulatedLane(task);
        for (int attempt = 0; attempt < count; attempt++)
        {
            lane.Reset(new EpisodeKey(3, SceneSplit.Source, attempt, true));
            yield return lane;
        }
    }
}
