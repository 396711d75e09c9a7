namespace IntervenGen.Cli.Tests;

/// <summary>Every output is whole under its name or not there, and never in the place of another unasked.</summary>
[Collection(TinyDemoTests.Name)]
public sealed class OutputRuleTests(TinyDemo demo) : IDisposable
{
    private readonly SmallDisk _disk = new(demo["small disk"]);

    public void Dispose() => _disk.Dispose();

    public static TheoryData<string, string> Commands => new()
    {
        { "dataset export {demonstrations} --out {out}.hdf5", ".hdf5" },
        { "dataset plot {demonstrations} --out {out}.svg", ".svg" },
        { "render {demonstrations} --step 0 --width 32 --height 32 --out {out}.png", ".png" },
        { "render {demonstrations} --width 32 --height 32 --out {out}.mp4", ".mp4" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_file_that_is_there_is_replaced_only_when_asked_for(string command, string extension)
    {
        string name = demo[$"precious {extension[1..]}"], file = name + extension;
        File.WriteAllText(file, "precious");
        string[] words = Words(command, name);
        Assert.Contains("--overwrite", Igen.Run(words).Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(file));
        Igen.Run([.. words, "--overwrite"]).Expect(0);
        Assert.NotEqual("precious", File.ReadAllText(file));
        Assert.False(File.Exists(file + ".unfinished"));
    }

    [Theory]
    [InlineData("export", "manifest.json")]
    [InlineData("plot", "new.svg")]
    public void A_result_never_takes_a_place_among_a_datasets_own_files(string verb, string name)
    {
        string manifest = Path.Combine(demo.Demonstrations, "manifest.json"), before = File.ReadAllText(manifest);
        Assert.Contains(
            "lies inside the dataset",
            Igen.Run("dataset", verb, demo.Demonstrations, "--overwrite", "--out", Path.Combine(demo.Demonstrations, name)).Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(manifest));
        Assert.True(name == "manifest.json" || !Path.Exists(Path.Combine(demo.Demonstrations, name)));
    }

    [Theory]
    [InlineData("3.0")]
    [InlineData("2.1")]
    public void A_dataset_of_LeRobot_comes_back_whole_and_is_replaced_only_when_asked_for(string version)
    {
        string folder = demo[$"lerobot {version}"], back = demo[$"lerobot {version} back.igen"];
        string[] words = ["dataset", "export", demo.BaseData, "--format", "lerobot", "--lerobot-version", version, "--out", folder];
        Assert.Contains("MB/s", Igen.Run(words).Expect(0).Output[^1], StringComparison.Ordinal);
        Assert.Contains("--overwrite", Igen.Run(words).Expect(2).Complaint(), StringComparison.Ordinal);
        Igen.Run([.. words, "--overwrite"]).Expect(0);
        Assert.True((bool)Igen.Run("dataset", "import", folder, "--out", back, "--json").Expect(0).Json["exact"]!);
        Assert.False(Directory.Exists(folder + ".unfinished") || Directory.Exists(folder + ".replaced"));
    }

    [Fact]
    public void A_folder_of_frames_is_replaced_whole_and_only_when_asked_for()
    {
        string folder = demo["frames"];
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "note.txt"), "mine");
        string[] words = ["render", demo.Demonstrations, "--width", "32", "--height", "32", "--out", folder];
        Assert.Contains("--overwrite", Igen.Run(words).Expect(2).Complaint(), StringComparison.Ordinal);
        Igen.Run([.. words, "--overwrite"]).Expect(0);
        Assert.False(File.Exists(Path.Combine(folder, "note.txt")));
        Assert.True(File.Exists(Path.Combine(folder, "frame-0000.png")));
        Assert.False(Directory.Exists(folder + ".unfinished") || Directory.Exists(folder + ".replaced"));
    }

    [SkippableFact]
    public void An_export_to_a_full_disk_is_one_line_and_the_earlier_file_stays()
    {
        _disk.Mount("1m");
        string file = Path.Combine(_disk.Folder, "a.hdf5");
        File.WriteAllText(file, "precious");
        string complaint = Igen.Run("dataset", "export", demo.BaseData, "--out", file, "--overwrite").Expect(1).Complaint();
        Assert.Contains("No space left on device", complaint, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFileSystemEntries(_disk.Folder));
    }

    [SkippableTheory]
    [InlineData("3.0")]
    [InlineData("2.1")]
    public void An_export_for_LeRobot_to_a_full_disk_is_one_line_and_leaves_nothing(string version)
    {
        _disk.Mount("300k");
        string folder = Path.Combine(_disk.Folder, "a");
        string complaint = Igen.Run(
            "dataset", "export", demo.BaseData, "--format", "lerobot", "--lerobot-version", version, "--out", folder).Expect(1).Complaint();
        Assert.Contains("No space left on device", complaint, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_disk.Folder));
    }

    [Fact]
    public void The_same_export_has_the_same_bytes()
    {
        string[] files = [demo["one.hdf5"], demo["two.hdf5"]];
        Igen.Run("dataset", "export", demo.Demonstrations, "--out", files[0]).Expect(0);
        // The clock that such files usually carry counts whole seconds.
        long second = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.True(SpinWait.SpinUntil(() => DateTimeOffset.UtcNow.ToUnixTimeSeconds() > second, TimeSpan.FromSeconds(10)));
        Igen.Run("dataset", "export", demo.Demonstrations, "--out", files[1]).Expect(0);
        Assert.Equal(File.ReadAllBytes(files[0]), File.ReadAllBytes(files[1]));
    }

    private string[] Words(string command, string name) =>
        [.. command.Split(' ').Select(word => word.Replace("{demonstrations}", demo.Demonstrations, StringComparison.Ordinal).Replace("{out}", name, StringComparison.Ordinal))];
}
