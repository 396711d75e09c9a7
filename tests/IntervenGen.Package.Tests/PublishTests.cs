namespace IntervenGen.Package.Tests;

/// <summary>The folder that <c>tools/publish</c> makes, on a machine that has no .NET.</summary>
public sealed class PublishTests : IDisposable
{
    // Of the dynamic linker's own trace.
    private const string Loaded = "calling init: ";

    private readonly string _folder = Directory.CreateTempSubdirectory("igen-published-").FullName;
    private readonly Dictionary<string, string?> _bare;

    public PublishTests()
    {
        // No more than the script around the program asks for, and no dotnet, wherever that is installed here.
        string programs = Directory.CreateDirectory(Path.Combine(_folder, "programs")).FullName;
        foreach (string name in (string[])["dirname", "readlink"])
            File.CreateSymbolicLink(Path.Combine(programs, name), $"/usr/bin/{name}");
        _bare = new() { ["PATH"] = programs, ["HOME"] = "/nonexistent" };
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_published_folder_runs_without_dotnet_mujoco_and_hdf5_of_the_system()
    {
        string published = Path.Combine(_folder, "published"), work = Directory.CreateDirectory(Path.Combine(_folder, "work")).FullName;
        // As it was built for the tests: a version of its own would compile everything anew.
        var asBuilt = new Dictionary<string, string?> { ["MinVerSkip"] = "true" };
        Command.Run(Root(), asBuilt, Path.Combine(Root(), "tools", "publish"), published);
        string moved = Path.Combine(_folder, "moved");
        Directory.Move(published, moved);
        string igen = Path.Combine(moved, "igen");

        Assert.Matches(@"^\d+\.\d+\.\d+", Command.Run(work, _bare, igen, "--version"));
        Assert.Contains("nut-insertion", Command.Run(work, _bare, igen, "tasks"), StringComparison.Ordinal);
        Command.Run(work, _bare, igen, "collect", "demos", "--episodes", "1", "--out", "demos.igen");
        var traced = new Dictionary<string, string?>(_bare)
        {
            ["LD_DEBUG"] = "libs",
            ["LD_DEBUG_OUTPUT"] = Path.Combine(work, "libraries"),
        };
        Command.Run(work, traced, igen, "collect", "demos", "--episodes", "2", "--out", "demos.igen");
        Command.Run(work, traced, igen, "dataset", "export", "demos.igen", "--out", "demos.hdf5");

        Assert.Equal([0x89, (byte)'H', (byte)'D', (byte)'F'], File.ReadAllBytes(Path.Combine(work, "demos.hdf5"))[..4]);
        string[] loaded =
        [
            .. Directory.GetFiles(work, "libraries.*").SelectMany(File.ReadLines)
                .Where(line => line.Contains(Loaded, StringComparison.Ordinal)).Select(line => line.Split(Loaded)[1]).Distinct(),
        ];
        foreach (string name in (string[])["libigen_mujoco", "libmujoco", "libccd", "libhdf5_serial", "libcurl"])
        {
            // Of the shim, the variant that this processor takes.
            string library = Assert.Single(loaded, path => Path.GetFileName(path).Split(".so", 2)[0].Split("_avx")[0] == name);
            Assert.StartsWith(moved, library, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(loaded, path => path.Contains("torch", StringComparison.OrdinalIgnoreCase));
        Assert.True(File.Exists(Path.Combine(moved, "app", "page", "index.html")));
        Assert.Contains("libmujoco", File.ReadAllText(Path.Combine(moved, "NOTICE.txt")), StringComparison.Ordinal);
    }

    private static string Root()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "IntervenGen.sln")))
            root = Path.GetDirectoryName(root)!;
        return root;
    }
}
