using IntervenGen.Core;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Folders;

namespace IntervenGen.Tasks.Tests.Folders;

/// <summary>What a task's own assembly may add, from a folder and a program that know nothing of each other.</summary>
public sealed class PluginTests : IDisposable
{
    private const string File = "IntervenGen.Tasks.SamplePlugin.dll", Plugin = "scene: scene.xml\nplugin: " + File;

    private readonly TemplateFolder _folder = new();

    public PluginTests() =>
        System.IO.File.Copy(Path.Combine(AppContext.BaseDirectory, "plugins", File), Path.Combine(_folder.Path, File));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_predicate_of_a_plugin_decides_success()
    {
        using SimulatedTask task = _folder.Change("scene: scene.xml", Plugin).Change("[in_bin, {released: block}]", "[{custom: LeftOf}]").Open();
        using var lane = new SimulatedLane(task);
        var seen = new HashSet<bool>();
        for (int attempt = 0; attempt < 20; attempt++)
        {
            lane.Reset(new EpisodeKey(1, SceneSplit.Source, attempt, false));
            seen.Add(lane.IsSuccess);
            Assert.Equal(lane.TruePose(0).Position.Y > lane.TruePose(1).Position.Y, lane.IsSuccess);
        }

        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public void A_belief_law_of_a_plugin_makes_the_belief_wrong()
    {
        using SimulatedTask task = _folder.Change("scene: scene.xml", Plugin).Change("box: {max: 0.04, min_in_one: 0.02}", "custom: TooFar").Open();
        using var lane = new SimulatedLane(task);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, true));
        Assert.Equal(0.03, lane.BelievedPose(1).Position.X - lane.TruePose(1).Position.X, 12);
    }

    [Fact]
    public void A_part_of_a_plugin_is_observed()
    {
        using SimulatedTask task = _folder.Change("scene: scene.xml", Plugin).Change(
            "robot0_gripper_qpos: [fingers]", "robot0_gripper_qpos: [fingers]\n  left: [{custom: DistanceLeft}]").Open();
        using var lane = new SimulatedLane(task);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, true));
        var observation = new float[task.Spec.ObservationSize];
        lane.Observe(observation);
        Assert.Equal((lane.BelievedPose(1).Position - lane.WorldFromEef.Position).Length, observation[^1], 6);
    }

    [Fact]
    public void A_whole_task_can_be_a_class()
    {
        _folder.Write(TaskFolder.FileName, $"task: my-task\nscene: scene.xml\nplugin: {File}\nclass: LiftTask\n");
        using SimulatedTask task = _folder.Open();
        using var lane = new SimulatedLane(task);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, false));
        Assert.Equal(("my-task", 3, false), (task.Spec.Name, task.Spec.ObservationSize, lane.IsSuccess));
        Assert.NotNull(task.Spec.Source);
    }

    [Fact]
    public void A_plugin_that_throws_is_one_line_with_its_place()
    {
        using SimulatedTask task = _folder.Change("scene: scene.xml", Plugin).Change("[in_bin, {released: block}]", "[{custom: Broken}]").Open();
        using var lane = new SimulatedLane(task);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, false));
        string message = Assert.Throws<UsageException>(() => lane.IsSuccess).Message;
        Assert.EndsWith("task.yaml:54:20: 'Broken' of the plugin threw InvalidOperationException: the sample is broken", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unmade", "'Unmade' of plugin 'IntervenGen.Tasks.SamplePlugin.dll' cannot be made: InvalidOperationException: the sample can't be made")]
    [InlineData("LeftOff", "has no public TaskPredicate called 'LeftOff'; did you mean 'LeftOf'?")]
    [InlineData("TooFar", "has no public TaskPredicate called 'TooFar'")]
    public void A_class_that_cannot_be_had_is_one_line(string name, string said) => Assert.Contains(
        said, _folder.Change("scene: scene.xml", Plugin).Change("[in_bin, {released: block}]", $"[{{custom: {name}}}]").Refusal(),
        StringComparison.Ordinal);

    [Fact]
    public void A_plugin_outside_the_folder_is_refused() => Assert.Contains(
        "leads out of the folder", _folder.Change("scene: scene.xml", "scene: scene.xml\nplugin: ../x.dll").Refusal(), StringComparison.Ordinal);

    [Fact]
    public void A_copy_of_the_folder_has_the_plugins_hash_and_not_its_code()
    {
        using SimulatedTask without = _folder.Open();
        using SimulatedTask with = _folder.Change("scene: scene.xml", Plugin).Open();
        Assert.NotEqual(without.Spec.Source!.Hash, with.Spec.Source!.Hash);
        Assert.Equal(["scene.xml", "task.yaml"], with.Spec.Source.Files.Keys.Order());
        string copy = TaskFolder.PathOf(with.Spec.Source);
        Assert.Contains(
            "a plugin comes with no dataset or checkpoint", Assert.Throws<UsageException>(() => TaskFolder.Read(copy)).Message, StringComparison.Ordinal);
    }
}
