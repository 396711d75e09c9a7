using System.Text.RegularExpressions;

namespace IntervenGen.Cli.Tests;

/// <summary>The tutorial of the tasks' README, line by line, with smaller numbers.</summary>
public sealed partial class TutorialTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("igen-tutorial-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Every_line_of_the_tutorial_does_what_it_says()
    {
        string[] lines = Lines();
        Assert.True(lines.Length >= 10, $"only {lines.Length} lines");
        Assert.Equal("igen task new shelf", lines[0]);
        foreach (string line in lines)
            Igen.RunIn(_root, Smaller(line).Split(' ')[1..]).Expect(0);
        Assert.True(File.Exists(Path.Combine(_root, "shelf.png")));
        Assert.True(File.Exists(Path.Combine(_root, "igen.ckpt")));
    }

    // Enough that the policy reaches the bin, so that there are mistakes to correct.
    private static string Smaller(string line)
    {
        line = line.Replace("--episodes 1000", "--episodes 12", StringComparison.Ordinal)
            .Replace("--episodes 10 ", "--episodes 2 ", StringComparison.Ordinal)
            .Replace("--steps 3000", "--steps 150 --hidden 32 --selection-trials 2", StringComparison.Ordinal)
            .Replace("--trials 100", "--trials 4", StringComparison.Ordinal);
        return line.StartsWith("igen task check", StringComparison.Ordinal) ? $"{line} --scenes 20 --episodes 2" : line;
    }

    private static string[] Lines()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "src", "IntervenGen.Tasks", "README.md"));
        return Block().Match(readme).Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex("## A task of your own.*?```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
