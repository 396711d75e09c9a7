using IntervenGen.Core;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Folders;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.Tests.Folders;

/// <summary>What is made with a folder carries the folder.</summary>
public sealed class FolderCopyTests : IDisposable
{
    private readonly TemplateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_copy_opens_as_the_same_task()
    {
        using SimulatedTask task = _folder.Open();
        using SimulatedTask copy = TaskFolder.Read(TaskFolder.PathOf(task.Spec.Source!)).Open(new TaskOptions());
        Assert.Equal(task.Spec.Source, copy.Spec.Source);
        Assert.Equal(task.Spec.ModelHash, copy.Spec.ModelHash);
    }

    [Theory]
    [InlineData("task.yaml", "horizon: 300", "horizon: 301")]
    [InlineData("scene.xml", "density=\"300\"", "density=\"301\"")]
    public void Any_change_of_a_file_changes_the_hash(string file, string from, string to)
    {
        using SimulatedTask before = _folder.Open();
        using SimulatedTask after = _folder.Change(from, to, file).Open();
        Assert.NotEqual(before.Spec.Source!.Hash, after.Spec.Source!.Hash);
    }

    [Fact]
    public void What_a_scene_includes_is_copied_too()
    {
        _folder.Write("more.xml", "<mujocoinclude><site name=\"more\"/></mujocoinclude>");
        _folder.Change("<include file=\"room.xml\"/>", "<include file=\"room.xml\"/><include file=\"more.xml\"/>", "scene.xml");
        using SimulatedTask task = _folder.Open();
        Assert.Equal(["more.xml", "scene.xml", "task.yaml"], task.Spec.Source!.Files.Keys.Order());
    }

    [Fact]
    public void A_built_in_task_carries_nothing()
    {
        using SimulatedTask task = TaskCatalog.Find("block-grasp").Open();
        Assert.Null(task.Spec.Source);
    }

    [Fact]
    public void A_copy_with_files_outside_its_folder_is_refused()
    {
        var hostile = new TaskSource("0123456789abcdef", new Dictionary<string, string> { ["../../x"] = "", ["task.yaml"] = "" });
        Assert.Contains("leads out of the folder", Assert.Throws<UsageException>(() => TaskFolder.PathOf(hostile)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_that_lies_about_its_hash_replaces_no_other()
    {
        using SimulatedTask task = _folder.Open();
        string honest = TaskFolder.PathOf(task.Spec.Source!);
        var liar = new TaskSource(task.Spec.Source!.Hash, new Dictionary<string, string> { ["task.yaml"] = "task: other" });
        Assert.NotEqual(honest, TaskFolder.PathOf(liar));
    }
}
