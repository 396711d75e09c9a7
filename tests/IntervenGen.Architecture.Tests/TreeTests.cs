namespace IntervenGen.Architecture.Tests;

/// <summary>What the repository looks like from outside.</summary>
public sealed class TreeTests
{
    private const int MaxLines = 400, MaxColumns = 140, MaxCommandLine = 4000;

    private static readonly string[] s_topLevel =
    [
        "IntervenGen.sln", "native", "src", "tests", "benchmarks", "tools", "README.md", "CHANGELOG.md", "build.cake", "LICENSE",
        "global.json", "BannedSymbols.txt",
    ];

    private static readonly string[] s_binaryEndings =
        [".dll", ".so", ".dylib", ".exe", ".a", ".o", ".obj", ".lib", ".pdb", ".nupkg", ".jar", ".pyc", ".whl", ".zip", ".gz", ".7z"];

    [SkippableFact]
    public void The_top_level_holds_only_what_belongs_there()
    {
        IEnumerable<string> strangers = Repository.Files()
            .Select(file => file.Split('/')[0])
            .Distinct()
            .Where(name => !s_topLevel.Contains(name) && !name.StartsWith('.')
                && !name.EndsWith(".props", StringComparison.Ordinal) && !name.EndsWith(".targets", StringComparison.Ordinal));
        AssertNone(strangers);
    }

    [Fact]
    public void Every_project_has_a_readme_with_its_invariants()
    {
        var wrong = new List<string>();
        foreach (string project in Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            string readme = Path.Combine(Path.GetDirectoryName(project)!, "README.md");
            if (!File.Exists(readme))
                wrong.Add($"{readme} is missing");
            else if (!File.ReadLines(readme).Contains("## Invariants"))
                wrong.Add($"{readme} has no '## Invariants'");
        }

        Assert.True(wrong.Count == 0, string.Join("; ", wrong));
    }

    [SkippableFact]
    public void No_source_file_is_longer_than_a_reader_can_hold()
    {
        IEnumerable<string> tooLong = Repository.Files()
            // npm writes its lock file; nobody reads it.
            .Where(file => file.StartsWith("src/", StringComparison.Ordinal) && Path.GetFileName(file) != "package-lock.json")
            .Select(file => (File: file, Lines: File.ReadLines(Path.Combine(Repository.Root, file)).Count()))
            .Where(entry => entry.Lines > MaxLines)
            .Select(entry => $"{entry.File}: {entry.Lines} lines; ask which second idea moved in");
        AssertNone(tooLong);
    }

    [SkippableFact]
    public void No_class_is_longer_than_a_reader_can_hold_over_all_its_files()
    {
        IReadOnlyDictionary<string, int> classes = ClassLines.Count(Sources());
        Assert.NotEmpty(classes);
        IEnumerable<string> tooLong = classes.Where(entry => entry.Value > MaxLines)
            .Select(entry => $"{entry.Key}: {entry.Value} lines in all its files; split it by what its parts are responsible for");
        AssertNone(tooLong);
    }

    [SkippableFact]
    public void No_line_of_a_source_is_wider_than_a_screen()
    {
        IEnumerable<string> tooWide = Sources().SelectMany(file => file.Text.Split('\n')
            .Select((line, number) => (Place: $"{file.Name}:{number + 1}", line.Length))
            .Where(line => line.Length > MaxColumns)
            .Select(line => $"{line.Place}: {line.Length} columns, at most {MaxColumns}"));
        AssertNone(tooWide);
    }

    [SkippableFact]
    public void The_command_line_has_options_and_printing_only()
    {
        int lines = Sources().Where(file => file.Name.StartsWith("src/IntervenGen.Cli/", StringComparison.Ordinal))
            .Sum(file => file.Text.AsSpan().Count('\n'));
        Assert.True(lines < MaxCommandLine, $"IntervenGen.Cli has {lines} lines; what a C# program could use belongs in IntervenGen");
    }

    [Fact]
    public void A_class_in_several_files_is_counted_over_all_of_them()
    {
        IReadOnlyDictionary<string, int> lines = ClassLines.Count([
            ("a.cs", "namespace P;\n\npublic sealed partial class One\n{\n    int x;\n}\n"),
            ("b.cs", "namespace P;\n\npublic sealed partial class One\n{\n    int y;\n    int z;\n}\n"),
        ]);
        Assert.Equal(9, lines["P.One"]);
    }

    [Fact]
    public void Classes_of_one_name_in_two_namespaces_are_two()
    {
        IReadOnlyDictionary<string, int> lines = ClassLines.Count([
            ("a.cs", "namespace P;\n\npublic class One\n{\n}\n"),
            ("b.cs", "namespace Q;\n\ninternal static class One\n{\n}\n\ninternal sealed record Two(int X);\n"),
        ]);
        Assert.Equal([("P.One", 3), ("Q.One", 3), ("Q.Two", 1)], lines.Select(entry => (entry.Key, entry.Value)).Order());
    }

    [SkippableFact]
    public void No_binaries_are_in_git()
    {
        Assert.DoesNotContain(Repository.Files(), file => s_binaryEndings.Contains(Path.GetExtension(file)) || IsProgram(file));
    }

    [SkippableFact]
    public void Sources_are_text()
    {
        string[] folders = ["src/", "native/", "tools/"];
        Assert.DoesNotContain(
            Repository.Files().Where(file => folders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal))),
            file => Start(file, 8192).Contains((byte)0));
    }

    [SkippableFact]
    public void Every_project_is_in_the_solution()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "IntervenGen.sln")).Replace('\\', '/');
        Assert.DoesNotContain(
            Repository.Files().Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)),
            file => !solution.Contains($"\"{file}\"", StringComparison.Ordinal));
    }

    // Assert.Empty cuts what it found short.
    private static void AssertNone(IEnumerable<string> found)
    {
        string[] all = [.. found];
        Assert.True(all.Length == 0, string.Join('\n', all));
    }

    private static IEnumerable<(string Name, string Text)> Sources() => Repository.Files()
        .Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal))
        .Select(file => (file, File.ReadAllText(Path.Combine(Repository.Root, file))));

    // ELF, Windows, static library, and the Mach-O family.
    private static bool IsProgram(string file)
    {
        byte[] start = Start(file, 8);
        return start.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F'])
            || start.AsSpan().StartsWith((ReadOnlySpan<byte>)[(byte)'M', (byte)'Z', 0x90])
            || start.AsSpan().StartsWith("!<arch>"u8)
            || start.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xCF, 0xFA, 0xED, 0xFE])
            || start.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xCA, 0xFE, 0xBA, 0xBE]);
    }

    private static byte[] Start(string file, int length)
    {
        using FileStream stream = File.OpenRead(Path.Combine(Repository.Root, file));
        byte[] bytes = new byte[length];
        return bytes[..stream.ReadAtLeast(bytes, length, throwOnEndOfStream: false)];
    }
}
