using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Folders;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.Tests.Folders;

/// <summary>Observation cameras of tasks and robots.</summary>
public sealed class CameraTests : IDisposable
{
    private static readonly string[] s_standard = ["agentview", "birdview", "eye_in_hand", "frontview", "sideview"];

    private readonly TemplateFolder _folder = new();

    public static TheoryData<string> Tasks => [.. TaskCatalog.All.Select(entry => entry.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Every_built_in_task_has_the_standard_cameras(string name)
    {
        using SimulatedTask task = TaskCatalog.Find(name).Open();
        Assert.Equal(s_standard, task.Cameras.Select(camera => camera.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("panda")]
    [InlineData("fr3")]
    [InlineData("ur5e")]
    public void The_eye_in_the_hand_looks_ahead_of_it(string robot)
    {
        using SimulatedTask task = TaskCatalog.Find("nut-insertion").Open(new TaskOptions(Robot: RobotFolder.Find(robot)));
        ObservationCamera eye = task.Cameras.Single(camera => camera.Name == "eye_in_hand");
        Assert.Equal(("right_hand", "robot", 75), (eye.Body, eye.Source, eye.FovyDegrees));
        Vec3 ahead = eye.MountFromCamera.Orientation.Rotate(Vec3.UnitZ);
        Assert.Equal(1, ahead.Z, 1e-6);
    }

    [Fact]
    public void The_standard_view_looks_down_on_the_table_from_the_far_side()
    {
        using SimulatedTask task = TaskCatalog.Find("nut-insertion").Open();
        ObservationCamera view = task.Cameras.Single(camera => camera.Name == "agentview");
        Vec3 ahead = view.MountFromCamera.Orientation.Rotate(Vec3.UnitZ), down = view.MountFromCamera.Orientation.Rotate(Vec3.UnitY);
        Assert.True(ahead.X < -0.5 && ahead.Z < -0.5, $"{ahead}");
        Assert.True(down.Z < -0.5, $"{down}");
    }

    [Fact]
    public void A_camera_of_the_task_looks_where_its_file_says()
    {
        using SimulatedTask task = Open(
            "cameras: {agentview: {at: [1, 0, 1], look_at: [0, 0, 1], fovy: 60}, " +
            "wrist: {body: right_hand, at: [0, 0, 0.1], look_at: [0, 0, 0], up: [0, 1, 0]}}");
        ObservationCamera view = task.Cameras[0], wrist = task.Cameras[1];
        Assert.Equal(("agentview", "task", 60), (view.Name, view.Source, view.FovyDegrees));
        Assert.Equal(-1, view.MountFromCamera.Orientation.Rotate(Vec3.UnitZ).X, 1e-9);
        Assert.Equal(-1, view.MountFromCamera.Orientation.Rotate(Vec3.UnitY).Z, 1e-9);
        Assert.Equal(-1, wrist.MountFromCamera.Orientation.Rotate(Vec3.UnitZ).Z, 1e-9);
        Assert.Equal(-1, wrist.MountFromCamera.Orientation.Rotate(Vec3.UnitY).Y, 1e-9);
        Assert.Equal(6, task.Cameras.Count);
    }

    [Theory]
    [InlineData("{a: {at: [1, 0, 1]}}", "needs 'look_at' or 'orientation'")]
    [InlineData("{a: {at: [0, 0, 1], look_at: [0, 0, 0]}}", "looks straight along what is up")]
    [InlineData("{a: {at: [0, 0, 1], look_at: [1, 0, 0], orientation: {yaw: 3}}}", "one of them alone")]
    [InlineData("{a: {body: nothing, at: [0, 0, 1], look_at: [1, 0, 0]}}", "no body called 'nothing'")]
    [InlineData("{a b: {at: [0, 0, 1], look_at: [1, 0, 0]}}", "cannot be a camera's name")]
    [InlineData("{a: {at: [0, 0, 1], look_at: [1, 0, 0], fov: 3}}", "fovy")]
    public void What_cannot_be_is_said_with_its_place(string cameras, string message)
    {
        UsageException error = Assert.ThrowsAny<UsageException>(() => Open($"cameras: {cameras}").Dispose());
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("task.yaml:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cameras_change_no_model_and_no_hash()
    {
        using SimulatedTask without = Open(""), with = Open("cameras: {a: {at: [1, 0, 1], look_at: [0, 0, 1]}}");
        Assert.Equal(without.Spec.ModelHash, with.Spec.ModelHash);
        Assert.Equal(without.Spec.StateSize, with.Spec.StateSize);
    }

    private SimulatedTask Open(string cameras)
    {
        _folder.Change("scene: scene.xml", $"scene: scene.xml\n{cameras}");
        return TaskCatalog.Find(_folder.Path).Open();
    }
}
