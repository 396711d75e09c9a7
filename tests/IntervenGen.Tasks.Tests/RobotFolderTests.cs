using IntervenGen.Core;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Folders;
using IntervenGen.Tasks.Parts;
using IntervenGen.Tasks.Robots;

namespace IntervenGen.Tasks.Tests;

/// <summary>Robots as folders: what is wrong in one is said in one line with its place, and what is right is an arm.</summary>
public sealed class RobotFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-robot-").FullName;

    public RobotFolderTests()
    {
        // A robot as somebody would begin with one: a copy of the UR5e.
        string source = Path.Combine(Root(), "src", "IntervenGen.Tasks", "Robots", "ur5e");
        foreach (string file in Directory.GetFiles(source))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
    }

    public static TheoryData<string, string, string> Faults => new()
    {
        { "base: ur5e_base", "bsae: ur5e_base", ":7:1: unknown key 'bsae'; did you mean 'base'?" },
        { "28, 28, 28]", "28, 28]", ": there are 6 joints and 5 torque_limits; each joint has one" },
        { "-1.866629468]", "-1.866629468, 0]", ": the posture has 7 numbers; there are 6 joints" },
        { "wrist_2_joint, wrist_3_joint]", "wrist_2_joint]", ": there are 5 joints; 6 or 7 are controlled" },
        { "wrist_3_joint]", "wrist_2_joint]", ":8:94: joint 'wrist_2_joint' is named twice" },
        { "travel: 0.04", "travel: -1", ": -1 is out of range: travel of each finger" },
        { "model: ur5e.xml", "model: ur6e.xml", ":4:8: " },
        { "model: ur5e.xml", "model: ../ur5e.xml", "leads out of the folder" },
        { "robot: ur5e", "robot: UR 5e", ":2:8: 'UR 5e' is no name" },
        { "fingers: [finger_joint1, finger_joint2]", "fingers: [finger_joint1]", "a list of 2 is expected here; there are 1" },
    };

    public static TheoryData<string, string, string> ModelFaults => new()
    {
        { "base: ur5e_base", "base: socket", ":7:7: the model has no body called 'socket'" },
        { "base: ur5e_base", "base: forearm_link", "base 'forearm_link' has a joint; the base stands still" },
        { "base: ur5e_base", "base: peg", "base 'peg' does not carry joint 'shoulder_pan_joint'" },
        { "elbow_joint", "elbow_jiont", ":8:51: the model has no joint called 'elbow_jiont'; did you mean 'elbow_joint'?" },
        { "site: grip_site", "site: tool", "the model has no site called 'tool'; did you mean 'grip_site'?" },
        { "[left_pad]", "[left_pda]", "the model has no geom called 'left_pda'; did you mean 'left_pad'?" },
        { "2.224412757", "4", "the posture has joint 'elbow_joint' at 4; it goes from -3.1415927 to 3.1415927" },
    };

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_a_robots_file_cannot_say_is_refused_with_its_place(string from, string to, string expected)
    {
        Change(from, to);
        string message = Assert.ThrowsAny<UsageException>(() => RobotFolder.Find(_folder)).Message;
        Assert.Contains("robot.yaml:", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ModelFaults))]
    public void What_the_model_does_not_have_is_said_with_its_place(string from, string to, string expected)
    {
        Change(from, to);
        Robot robot = RobotFolder.Find(_folder);
        string message = Assert.Throws<FaultsException>(() => Open(robot)).Message;
        Assert.Contains("robot.yaml:", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_robot_with_meshes_is_refused()
    {
        string model = Path.Combine(_folder, "ur5e.xml");
        File.WriteAllText(model, File.ReadAllText(model).Replace("<mujocoinclude>", "<mujocoinclude><mesh file=\"a.stl\"/>", StringComparison.Ordinal));
        string message = Assert.Throws<UsageException>(() => RobotFolder.Find(_folder)).Message;
        Assert.Contains("a robot's shapes are primitives", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_robot_is_answered_with_the_nearest()
    {
        string message = Assert.Throws<UsageException>(() => RobotFolder.Find("ur5")).Message;
        Assert.Contains("did you mean 'ur5e'? Known robots: panda, fr3, ur5e", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_robot_is_named()
    {
        File.Delete(Path.Combine(_folder, "robot.yaml"));
        Assert.Contains("is no folder with a robot.yaml", Assert.Throws<UsageException>(() => RobotFolder.Find(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_users_folder_is_the_arm_that_it_copies()
    {
        using SimulatedTask given = Open(RobotFolder.Find(_folder)), own = Open(RobotFolder.Find("ur5e"));
        Assert.Equal(own.Xml, given.Xml);
        Assert.Equal(own.Spec.ModelHash, given.Spec.ModelHash);
        Assert.Equal(_folder, given.Spec.Robot);
    }

    [Theory]
    [InlineData("stiffness: 150", "stiffness: 200")]
    [InlineData("28, 28, 28]", "28, 28, 27]")]
    [InlineData("noise: 0.02", "noise: 0.03")]
    public void Another_number_in_the_file_is_another_model(string from, string to)
    {
        using SimulatedTask own = Open(RobotFolder.Find("ur5e"));
        Change(from, to);
        using SimulatedTask given = Open(RobotFolder.Find(_folder));
        Assert.NotEqual(own.Spec.ModelHash, given.Spec.ModelHash);
    }

    // As they were before robots were folders: datasets made then are replayed with these models.
    [Theory]
    [InlineData("nut-insertion", "5bab01c73fdb125e")]
    [InlineData("two-piece-assembly", "291ef52a82e9d076")]
    [InlineData("coffee", "c3b719fd66f75f0e")]
    [InlineData("nut-and-peg-assembly", "3321468eca3e6ffb")]
    [InlineData("block-grasp", "ee0f14bb79bc4c68")]
    public void A_task_with_the_Panda_has_the_model_that_it_always_had(string name, string hash)
    {
        using SimulatedTask task = TaskCatalog.Find(name).Open();
        Assert.Equal(hash, task.Spec.ModelHash);
        Assert.Equal("panda", task.Spec.Robot);
    }

    [Theory]
    [InlineData("fr3")]
    [InlineData("ur5e")]
    public void Every_built_in_task_has_a_place_for_every_built_in_arm(string robot)
    {
        foreach (TaskEntry entry in TaskCatalog.All)
        {
            using SimulatedTask task = entry.Open(new TaskOptions(Robot: RobotFolder.Find(robot)));
            Assert.Equal(robot, task.Spec.Robot);
            Assert.Equal(robot == "ur5e" ? 6 : 7, task.Arm.Joints);
        }
    }

    [Theory]
    [InlineData("fr3")]
    [InlineData("ur5e")]
    public void The_scripted_operator_inserts_the_nut_with_any_arm(string robot)
    {
        TaskEntry entry = TaskCatalog.Find("nut-insertion");
        using SimulatedTask task = entry.Open(new TaskOptions(Robot: RobotFolder.Find(robot)));
        using var lane = new SimulatedLane(task);
        Assert.InRange(Placing.Successes(lane, entry.CreateOperator(), 20), 19, 20);
    }

    [Fact]
    public void A_task_for_certain_robots_refuses_others()
    {
        string task = TaskFolderOf("block-grasp");
        Append(task, "robots: [panda, fr3]");
        using (Open(RobotFolder.Find("fr3"), task))
        {
        }

        string message = Assert.Throws<UsageException>(() => Open(RobotFolder.Find("ur5e"), task)).Message;
        Assert.Contains("task 'block-grasp' is made for panda and fr3, not for robot 'ur5e'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_may_name_its_robot()
    {
        string task = TaskFolderOf("block-grasp");
        Append(task, "robot: ur5e");
        using SimulatedTask opened = TaskCatalog.Find(task).Open();
        Assert.Equal("ur5e", opened.Spec.Robot);
    }

    [Fact]
    public void A_robot_inside_a_tasks_folder_goes_with_it()
    {
        string task = TaskFolderOf("block-grasp"), arm = Path.Combine(task, "arm");
        Directory.CreateDirectory(arm);
        foreach (string file in Directory.GetFiles(_folder))
            File.Copy(file, Path.Combine(arm, Path.GetFileName(file)));
        Append(task, "robot: arm");
        using SimulatedTask opened = TaskCatalog.Find(task).Open();
        Assert.Equal("task:arm", opened.Spec.Robot);
        Assert.Contains("arm/robot.yaml", opened.Spec.Source!.Files.Keys);
        Directory.Delete(task, true);
        TaskEntry carried = TaskCatalog.Find(TaskFolder.PathOf(opened.Spec.Source));
        using SimulatedTask again = carried.Open(new TaskOptions(Robot: carried.Folder.FindRobot(opened.Spec.Robot)));
        Assert.Equal(opened.Spec.ModelHash, again.Spec.ModelHash);
    }

    [Fact]
    public void A_misspelt_robot_of_a_task_is_said_with_its_place()
    {
        string task = TaskFolderOf("block-grasp");
        Append(task, "robot: ur5");
        string message = Assert.Throws<UsageException>(() => TaskCatalog.Find(task).Open()).Message;
        Assert.Contains("task.yaml:", message, StringComparison.Ordinal);
        Assert.Contains("ur5", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scene_with_the_Panda_in_it_says_how_to_have_another()
    {
        string task = TaskFolderOf("block-grasp"), scene = Path.Combine(task, "block-grasp.xml");
        File.WriteAllText(scene, File.ReadAllText(scene).Replace("\"robot", "\"panda", StringComparison.Ordinal));
        using (SimulatedTask panda = TaskCatalog.Find(task).Open())
            Assert.Equal("panda", panda.Spec.Robot);
        string message = Assert.Throws<UsageException>(() => Open(RobotFolder.Find("ur5e"), task)).Message;
        Assert.Contains("includes panda.xml, which is always the Panda: write robot.xml", message, StringComparison.Ordinal);
    }

    private string TaskFolderOf(string task)
    {
        string folder = Path.Combine(_folder, task);
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(Path.Combine(Root(), "src", "IntervenGen.Tasks", "BuiltIn", task)))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }

    private static void Append(string task, string line) => File.AppendAllText(Path.Combine(task, "task.yaml"), line + "\n");

    private void Change(string from, string to)
    {
        string path = Path.Combine(_folder, "robot.yaml"), text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    private static SimulatedTask Open(Robot robot, string task = "nut-insertion") =>
        TaskCatalog.Find(task).Open(new TaskOptions(Robot: robot));

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "IntervenGen.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
