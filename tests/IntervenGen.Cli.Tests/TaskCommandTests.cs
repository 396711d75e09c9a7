using System.Text.Json.Nodes;

namespace IntervenGen.Cli.Tests;

/// <summary>A task of one's own, from an empty folder to data and policies, through the real command line.</summary>
public sealed class TaskCommandTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("igen-own-").FullName;

    private string Folder => Path.Combine(_root, "demo-task");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_new_task_is_usable_at_once_and_drawn()
    {
        Igen.RunIn(_root, "task", "new", "demo-task").Expect(0);
        JsonObject found = Igen.RunIn(
            _root, "task", "check", "demo-task", "--scenes", "40", "--episodes", "4", "--out", "sheet.png", "--json").Expect(0).Json;
        Assert.True((bool)found["usable"]!);
        Assert.Equal((4, 4, 4), ((int)found["operator_successes"]!, (int)found["mistakes"]!, (int)found["recoveries"]!));
        Assert.Equal("demo-task", (string)found["task"]!["name"]!);
        Picture.AssertPng(Path.Combine(_root, "sheet.png"), (3 * 404) - 4, (4 * 304) - 4);
    }

    [Fact]
    public void A_folder_that_holds_something_is_not_written_to()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "mine.txt"), "mine");
        Assert.Contains("is there already and holds something", Igen.RunIn(_root, "task", "new", "demo-task").Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.GetFiles(Folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("My Task", "'My Task' can't be a task's name")]
    [InlineData("7", "'7' can't be a task's name")]
    public void A_name_that_no_task_can_have_is_one_line(string name, string said) =>
        Assert.Contains(said, Igen.RunIn(_root, "task", "new", name).Expect(2).Complaint(), StringComparison.Ordinal);

    [Fact]
    public void A_wrong_file_is_one_line_with_its_place()
    {
        New("horizon: 300", "horzion: 300");
        string line = Igen.RunIn(_root, "task", "check", "demo-task").Expect(2).Complaint();
        Assert.Contains("demo-task/task.yaml:7:1: unknown key 'horzion'; did you mean 'horizon'?", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("success: [in_bin, {released: block}]", "success: [{held: block}]", "the task has succeeded at the start in 30 of 30 scenes")]
    [InlineData("touch: [block, bin]", "touch: [left_pad, bin]", "no mistake shows in 3 episodes with wrong beliefs")]
    [InlineData("straight: {yaw: 90}", "straight: {euler: [90, 0, 0]}", "the operator never succeeds in 3 episodes with true beliefs")]
    public void A_task_that_cannot_work_is_not_usable_and_says_why(string from, string to, string said)
    {
        New(from, to);
        Outcome outcome = Igen.RunIn(_root, "task", "check", "demo-task", "--scenes", "30", "--episodes", "3").Expect(1);
        Assert.Contains(outcome.Output, line => line.Contains($"fault: {said}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_path_without_a_task_is_one_line_that_says_how_to_make_one() => Assert.Contains(
        "'./nothing' is no folder with a task.yaml; 'igen task new ./nothing' makes one",
        Igen.RunIn(_root, "task", "show", "./nothing").Expect(2).Complaint(), StringComparison.Ordinal);

    [Fact]
    public void Data_of_a_task_is_used_after_its_folder_has_gone()
    {
        New();
        JsonObject made = Igen.RunIn(
            _root, "collect", "demos", "--task", "demo-task", "--episodes", "2", "--out", "demos.igen", "--json").Expect(0).Json;
        Directory.Delete(Folder, recursive: true);
        Assert.Equal("demo-task", (string)Igen.RunIn(_root, "dataset", "info", "demos.igen", "--json").Expect(0).Json["task"]!);
        Igen.RunIn(_root, "replay", "demos.igen").Expect(0);
        Igen.RunIn(_root, "render", "demos.igen", "--step", "3", "--out", "step.png").Expect(0);
        Igen.RunIn(_root, "dataset", "export", "demos.igen", "--out", "demos.hdf5").Expect(0);
        JsonObject generated = Igen.RunIn(
            _root, "generate", "demos", "--source", "demos.igen", "--episodes", "4", "--out", "more.igen", "--json").Expect(0).Json;
        Assert.Equal((2, 4), ((int)made["episodes"]!, (int)generated["episodes"]!));
    }

    [Fact]
    public void A_changed_folder_does_not_continue_the_data_of_the_old_one()
    {
        New();
        string[] collect = ["collect", "demos", "--task", "demo-task", "--episodes", "2", "--out", "demos.igen"];
        Igen.RunIn(_root, collect).Expect(0);
        string file = Path.Combine(Folder, "task.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("horizon: 300", "horizon: 299", StringComparison.Ordinal));
        collect[5] = "3";
        Assert.Contains("was made by another run", Igen.RunIn(_root, collect).Expect(2).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_demo_runs_on_a_new_task_and_its_policies_know_their_task()
    {
        New();
        Igen.RunWithoutDrivers(
            "demo", "--task", Folder, "--out", Path.Combine(_root, "demo"), "--sources", "2", "--episodes", "12", "--steps", "150", "--hidden", "32",
            "--selection-trials", "2", "--trials", "4", "--lanes", "8").Expect(0);
        Directory.Delete(Folder, recursive: true);
        JsonObject result = Igen.RunIn(_root, "evaluate", "--policy", "demo/igen.ckpt", "--trials", "2", "--json").Expect(0).Json;
        Assert.Equal("demo-task", (string)result["task"]!);
        Igen.RunIn(_root, "policy", "export", "demo/igen.ckpt", "--to", "robomimic", "--out", "igen.pth").Expect(0);
    }

    [Fact]
    public void The_schema_is_JSON_with_every_key_of_the_file()
    {
        JsonNode schema = JsonNode.Parse(string.Join('\n', Igen.RunIn(_root, "task", "schema").Expect(0).Output))!;
        Assert.NotNull(schema["$defs"]!["TaskFile"]!["properties"]!["objects"]);
    }

    private void New(string from = "task: ", string to = "task: ")
    {
        Igen.RunIn(_root, "task", "new", "demo-task").Expect(0);
        string file = Path.Combine(Folder, "task.yaml"), text = File.ReadAllText(file);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(from, to, StringComparison.Ordinal));
    }
}
