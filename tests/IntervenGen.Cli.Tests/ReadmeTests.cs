using System.Text.RegularExpressions;

namespace IntervenGen.Cli.Tests;

/// <summary>What the README says, as it stands.</summary>
[Collection(TinyDemoTests.Name)]
public sealed partial class ReadmeTests(TinyDemo demo)
{
    [Fact]
    public void The_demo_by_hand_ends_in_the_demos_own_digests()
    {
        // The README's lines, at the sizes of the demo that the tests share.
        string[] small = ["--steps", "150", "--hidden", "32", "--selection-trials", "2"];
        string folder = Directory.CreateDirectory(demo["by hand"]).FullName;
        Run("collect", "demos", "--episodes", "2", "--out", "demos.igen");
        Run("generate", "demos", "--source", "demos.igen", "--episodes", "12", "--out", "base.igen");
        Run(["train", "--data", "base.igen", "--clean-selection", "--out", "base.ckpt", .. small]);
        Run("collect", "interventions", "--policy", "base.ckpt", "--episodes", "2", "--out", "interventions.igen");
        Run("generate", "interventions", "--source", "interventions.igen", "--policy", "base.ckpt", "--episodes", "12", "--out", "igen.igen");
        Run(["train", "--data", "base.igen", "--recovery", "igen.igen", "--out", "igen.ckpt", .. small]);
        foreach (string dataset in (string[])["base.igen", "interventions.igen", "igen.igen"])
            Assert.Equal(Digest(Path.Combine(demo.Folder, dataset)), Digest(Path.Combine(folder, dataset)));
        Outcome evaluated = Run("evaluate", "--policy", "igen.ckpt", "--trials", "4", "--json");
        Assert.Equal((double)demo.Outcome.Json["igen_success"]!, (double)evaluated.Json["success"]!);

        Outcome Run(params string[] arguments) => Igen.RunIn(folder, arguments).Expect(0);
        static string Digest(string dataset) => Igen.Run("dataset", "digest", dataset).Expect(0).Output[0];
    }

    [Fact]
    public void Every_command_of_every_readme_is_one_that_igen_takes()
    {
        var help = new Dictionary<string, string[]>(StringComparer.Ordinal);
        int commands = 0;
        foreach (string file in Files())
        {
            foreach (string command in Commands(File.ReadAllText(file)))
            {
                string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                string verb = string.Join(' ', words.Skip(1).TakeWhile(word => Verb().IsMatch(word)).Take(2));
                string[] known = Help(verb);
                foreach (string option in words.Where(word => Option().IsMatch(word)).Select(word => word.Split('=')[0].TrimEnd(',', '.', ')')))
                    Assert.True(known.Any(line => line.TrimStart().StartsWith(option, StringComparison.Ordinal) || line.Contains($", {option}", StringComparison.Ordinal)), $"{file}: '{command}': {option}");
                commands++;
            }
        }

        Assert.InRange(commands, 40, 500);

        // A word that is no verb below the first is its argument, such as a dataset's name.
        string[] Help(string verb)
        {
            if (!help.TryGetValue(verb, out string[]? lines))
            {
                Outcome outcome = Igen.Run([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
                bool isVerb = outcome.ExitCode == 0 && outcome.Output.Any(line => line.Trim().StartsWith($"igen {verb} ", StringComparison.Ordinal) || line.Trim() == $"igen {verb}");
                help[verb] = lines = isVerb || !verb.Contains(' ', StringComparison.Ordinal) ? outcome.Expect(0).Output : Help(verb.Split(' ')[0]);
            }

            return lines;
        }
    }

    private static IEnumerable<string> Files()
    {
        string root = Repository.Root;
        return ((string[])["", "src", "benchmarks"])
            .SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*.md", folder.Length == 0 ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories))
            .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("node_modules", StringComparison.Ordinal)
                && Path.GetFileName(file) != "CHANGELOG.md");
    }

    // Of blocks that are to be typed, and of single lines in the text that are whole commands.
    private static IEnumerable<string> Commands(string markdown)
    {
        foreach (Match block in Block().Matches(markdown))
        {
            string joined = block.Groups[1].Value.Replace("\\\n", " ", StringComparison.Ordinal);
            foreach (string line in joined.Split('\n').Select(line => line.Split(" #")[0].Trim()).Where(line => line.StartsWith("igen ", StringComparison.Ordinal)))
                yield return line;
        }

        foreach (Match inline in Inline().Matches(Block().Replace(markdown, "")))
            yield return inline.Groups[1].Value;
    }

    [GeneratedRegex("```(?:bash)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("`(igen [a-z][^`|…\n]*)`")]
    private static partial Regex Inline();

    [GeneratedRegex("^[a-z-]+$")]
    private static partial Regex Verb();

    [GeneratedRegex("^--[a-z]")]
    private static partial Regex Option();
}
