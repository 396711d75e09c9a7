namespace IntervenGen.Cli.Tests;

public sealed class HelpTests
{
    [Fact]
    public void Without_arguments_the_help_is_shown()
    {
        Outcome bare = Igen.Run().Expect(0), asked = Igen.Run("--help").Expect(0);
        Assert.Equal(asked.Output, bare.Output);
        Assert.Contains("  igen [command] [options]", bare.Output);
        Assert.Empty(bare.Errors);
    }

    [Fact]
    public void The_version_is_a_number() => Assert.Matches(@"^\d+\.\d+\.\d+", Assert.Single(Igen.Run("--version").Expect(0).Output));

    [Fact]
    public void Every_command_has_help_with_an_example_that_it_accepts()
    {
        int leaves = 0;
        Visit([]);
        Assert.InRange(leaves, 13, 200);

        void Visit(string[] command)
        {
            string[] help = Igen.Run([.. command, "--help"]).Expect(0).Output;
            int list = Array.IndexOf(help, "Commands:");
            if (list < 0)
            {
                leaves++;
                CheckExample(command, help);
                return;
            }

            // A command's line starts two blanks in; a description's second line further right.
            foreach (string line in help[(list + 1)..].Where(line => line.Length > 2 && line[2] != ' '))
                Visit([.. command, line.Trim().Split(' ')[0]]);
        }
    }

    private static void CheckExample(string[] command, string[] help)
    {
        string example = Assert.Single(help, line => line.TrimStart().StartsWith("Example:  igen ", StringComparison.Ordinal));
        string[] words = example.Trim()["Example:  igen ".Length..].Split(' ');
        Assert.Equal(command, words[..command.Length]);
        foreach (string option in words.Where(word => word.StartsWith("--", StringComparison.Ordinal)))
            Assert.Contains(help, line => line.TrimStart().StartsWith(option + " ", StringComparison.Ordinal));
    }
}
