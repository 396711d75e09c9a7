using System.Net;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Franka.Connection;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks;
using IntervenGen.Tasks.Folders;
using IntervenGen.VirtualFranka.World;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>A virtual robot in the scene of a task.</summary>
public sealed class SceneTests
{
    public static TheoryData<string> Names => [.. TaskCatalog.All.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_arm_in_the_scene_of_any_task_holds_still_and_so_do_its_things(string task)
    {
        using RobotScene scene = RobotScene.Open(task, 1);
        using VirtualRobot robot = Serve(scene);
        using var client = FciConnection.Connect("127.0.0.1", robot.ClientOptions);
        using var control = new RemoteControl(robot, IPAddress.Loopback, 0);
        Dictionary<string, Vec3> before = Objects(control);
        Assert.NotEmpty(before);
        WaitFor(robot, 1000);
        foreach ((string name, Vec3 place) in Objects(control))
            Assert.True((place - before[name]).Length < 0.005, $"{name} went from {before[name]} to {place}");
        var state = new Franka.RobotState();
        client.ReadState(state);
        for (int i = 0; i < 7; i++)
            Assert.Equal(scene.Start.Posture[i], state.Positions[i], 1e-3);
    }

    [Fact]
    public void A_Panda_stands_in_a_scene_as_well()
    {
        using RobotScene scene = RobotScene.Open("coffee", 1);
        using VirtualRobot robot = Serve(scene, version: 5);
        WaitFor(robot, 200);
        Assert.Equal(0, robot.Counts.Rebuilds);
    }

    [Fact]
    public void What_a_task_begins_with_in_the_hand_is_held_and_falls_when_the_hand_opens()
    {
        using RobotScene scene = RobotScene.Open("nut-insertion", 1);
        using VirtualRobot robot = Serve(scene);
        using var gripper = GripperConnection.Connect("127.0.0.1", robot.ClientOptions);
        Assert.True(gripper.ReadState().IsGrasped);
        WaitFor(robot, 1000);
        double held = Height(robot, "nut");
        gripper.Move(0.08, 0.1);
        WaitFor(robot, 1000);
        Assert.InRange(held - Height(robot, "nut"), 0.03, 1);
    }

    [Fact]
    public void The_same_seed_begins_alike_and_another_does_not()
    {
        Vec3 Peg(ulong seed)
        {
            using RobotScene scene = RobotScene.Open("nut-insertion", seed);
            using VirtualRobot robot = Serve(scene);
            return robot.Invoke(world => world.WorldFromObject("peg").Position);
        }

        Assert.Equal(Peg(1), Peg(1));
        Assert.True((Peg(1) - Peg(2)).Length > 0.001);
    }

    [Fact]
    public void Things_are_placed_by_name_and_a_reset_brings_all_back()
    {
        using RobotScene scene = RobotScene.Open("coffee", 1);
        using VirtualRobot robot = Serve(scene);
        using var control = new RemoteControl(robot, IPAddress.Loopback, 0);
        Dictionary<string, Vec3> before = Objects(control);
        Assert.Equal("ok", control.Answer("place machine 0.6 0.1 0 0 0 0 1"));
        Assert.Equal("ok", control.Answer("place pod 0.4 0.2 0"));
        Assert.Equal("ok", control.Answer("posture 0.1 -0.5 0 -2 0 1.6 0.8"));
        Dictionary<string, Vec3> placed = Objects(control);
        Assert.True((placed["machine"] - new Vec3(0.6, 0.1, 0)).Length < 1e-9);
        Assert.Equal(0.4, placed["pod"].X, 1e-3);
        Assert.Equal("ok", control.Answer("reset"));
        foreach ((string name, Vec3 place) in Objects(control))
            Assert.True((place - before[name]).Length < 1e-3, $"{name} came back to {place} from {before[name]}");
    }

    [Theory]
    [InlineData("place", "known are")]
    [InlineData("place spoon 0 0 0", "pod")]
    [InlineData("place pod 0 0", "place NAME")]
    [InlineData("place pod 0 0 0 0 0 0 0", "length is 0")]
    [InlineData("place pod 0 0 NaN", "no number")]
    [InlineData("cube 0 0 0", "'block'")]
    public void What_cannot_be_placed_is_an_error_of_one_line(string line, string said)
    {
        using RobotScene scene = RobotScene.Open("coffee", 1);
        using VirtualRobot robot = Serve(scene);
        using var control = new RemoteControl(robot, IPAddress.Loopback, 0);
        string answer = control.Answer(line);
        Assert.StartsWith("error: ", answer, StringComparison.Ordinal);
        Assert.Contains(said, answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_episode_begins_elsewhere_and_as_it_does_in_simulation()
    {
        using RobotScene scene = RobotScene.Open("coffee", 1);
        using VirtualRobot robot = Serve(scene);
        using var control = new RemoteControl(robot, IPAddress.Loopback, 0);
        Vec3 first = Objects(control)["machine"];
        Assert.Equal("ok", control.Answer("reset 3"));
        Vec3 third = Objects(control)["machine"];
        Assert.True((first - third).Length > 0.001);
        using SimulatedTask task = TaskCatalog.Find("coffee").Open();
        using var lane = new SimulatedLane(task);
        lane.Reset(new EpisodeKey(1, SceneSplit.Evaluation, 3, Corrupted: true));
        Vec3 simulated = (VirtualWorld.WorldFromBase.Inverse() * lane.TruePose(1)).Position;
        Assert.True((third - simulated).Length < 1e-9, $"{third} and not {simulated}");
        Assert.Equal("ok", control.Answer("reset"));
        Assert.True((Objects(control)["machine"] - third).Length < 1e-9);
        Assert.StartsWith("error: ", control.Answer("reset 0.5"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_served_task_is_judged_by_its_own_predicates()
    {
        using RobotScene scene = RobotScene.Open("coffee", 1);
        using VirtualRobot robot = Serve(scene);
        using var control = new RemoteControl(robot, IPAddress.Loopback, 0);
        using var gripper = GripperConnection.Connect("127.0.0.1", robot.ClientOptions);
        Assert.Equal("ok false", control.Answer("success"));
        gripper.Move(0.08, 0.1);
        // The holder is on the machine, 106 mm along its y axis, which looks to the robot.
        (Vec3 holder, string turn) = robot.Invoke(world =>
        {
            Pose machine = VirtualWorld.WorldFromBase.Inverse() * world.WorldFromObject("machine");
            Quat upright = machine.Orientation;
            return (machine.Transform(new Vec3(0, 0.1061, 0.0735)),
                FormattableString.Invariant($"{upright.W} {upright.X} {upright.Y} {upright.Z}"));
        });
        Assert.Equal("ok", control.Answer(FormattableString.Invariant($"place pod {holder.X} {holder.Y} {holder.Z} {turn}")));
        WaitFor(robot, 500);
        Assert.Equal("ok true", control.Answer("success"));
        Assert.Equal("ok", control.Answer("reset"));
        Assert.Equal("ok false", control.Answer("success"));
    }

    [Fact]
    public void Where_no_task_is_served_nothing_is_judged()
    {
        using var robot = new VirtualRobot(new VirtualRobotOptions { Port = 0, GripperPort = 0, Clock = RobotClock.LockStep });
        using var control = new RemoteControl(robot, IPAddress.Loopback, 0);
        Assert.StartsWith("error: no task is served", control.Answer("success"), StringComparison.Ordinal);
        Assert.StartsWith("error: no task is served", control.Answer("reset 1"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_users_folder_is_a_scene_too()
    {
        DirectoryInfo parent = Directory.CreateTempSubdirectory("igen-scene-");
        try
        {
            string folder = Path.Combine(parent.FullName, "shelf");
            TaskTemplate.Write(folder);
            using RobotScene scene = RobotScene.Open(folder, 1);
            Assert.Equal("shelf", scene.Name);
            using VirtualRobot robot = Serve(scene);
            WaitFor(robot, 300);
            Assert.NotEmpty(robot.Invoke(world => world.Objects));
            Assert.Equal(0, robot.Counts.Rebuilds);
        }
        finally
        {
            parent.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_scene_of_no_task_is_refused() =>
        Assert.Throws<UsageException>(() => RobotScene.Open("nut-insertoin", 1));

    private static VirtualRobot Serve(RobotScene scene, int version = 10) => new(new VirtualRobotOptions
    {
        Scene = scene,
        Version = Robot.Version(version),
        Port = 0,
        GripperPort = 0,
        Clock = RobotClock.LockStep,
    });

    private static double Height(VirtualRobot robot, string name) => robot.Invoke(world => world.WorldFromObject(name).Position.Z);

    private static Dictionary<string, Vec3> Objects(RemoteControl control)
    {
        string answer = control.Answer("objects");
        Assert.StartsWith("ok {", answer, StringComparison.Ordinal);
        return JsonNode.Parse(answer[3..])!.AsObject().ToDictionary(
            entry => entry.Key, entry => Vec3.From([.. entry.Value!.AsArray().Take(3).Select(number => (double)number!)]));
    }

    private static void WaitFor(VirtualRobot robot, long milliseconds)
    {
        for (long end = robot.Counts.Milliseconds + milliseconds; robot.Counts.Milliseconds < end;)
            Thread.Sleep(20);
    }
}
