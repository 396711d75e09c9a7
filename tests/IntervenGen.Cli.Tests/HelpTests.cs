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
            // A command with commands of its own may do something by itself, too.
            if (list < 0 || help.Contains("Arguments:"))
            {
                leaves++;
                CheckExample(command, help);
            }

            if (list < 0)
                return;
            // A command's line starts two blanks in; a heading at the margin, a description's second line further right.
            foreach (string line in help[(list + 1)..].TakeWhile(line => line is not ("Options:" or "Output:" or "Required:")).Where(line => line is [' ', ' ', not ' ', ..]))
                Visit([.. command, line.Trim().Split(' ')[0]]);
        }
    }

    [Fact]
    public void What_a_command_needs_comes_first_and_the_rest_stands_under_headings()
    {
        string[] help = Igen.Run("generate", "interventions", "--help").Expect(0).Output;
        string[] headings = [.. help.Where(line => line.EndsWith(':') && !line.StartsWith(' '))];
        Assert.Equal(["Usage:", "Required:", "Options:", "Scene:", "Machine:", "Output:"], headings);
        Assert.Contains("  igen generate interventions --source <dataset>... --out <path> [options]", help);
        Assert.All(help, line => Assert.True(line.Length <= 120 || line.StartsWith("Example:", StringComparison.Ordinal), line));
    }

    [Fact]
    public void Every_command_of_the_program_is_listed_under_what_it_is_for() =>
        Assert.DoesNotContain("Others:", Igen.Run("--help").Expect(0).Output);

    [Theory]
    [InlineData("igen gen", "generate")]
    [InlineData("igen dataset re", "repair")]
    [InlineData("igen generate interventions --pat", "--patience")]
    [InlineData("igen collect demos --task nut-", "nut-insertion")]
    [InlineData("igen train --data x --learning", "--learning-rate")]
    public void A_shell_that_asks_is_told_how_a_line_may_go_on(string line, string expected) =>
        Assert.Contains(expected, Igen.Run($"[suggest:{line.Length}]", line).Expect(0).Output);

    [Theory]
    [InlineData("-n 64")]
    [InlineData("-n 32")]
    public void Too_few_open_files_are_one_line(string limit)
    {
        Outcome outcome = Igen.RunAfter($"ulimit {limit}", "tasks").Expect(1);
        Assert.Contains("and needs 256: raise the limit", outcome.Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_low_soft_limit_of_open_files_is_raised() => Igen.RunAfter("ulimit -Sn 64", "tasks").Expect(0);

    [Fact]
    public void Bash_completes_with_the_script_that_igen_prints()
    {
        const string line = "igen dataset ver";
        string script = string.Join('\n', Igen.Run("completion", "bash").Expect(0).Output);
        string program = Path.Combine(AppContext.BaseDirectory, "IntervenGen.Cli.dll");
        var start = new System.Diagnostics.ProcessStartInfo("bash") { RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(
            $"igen() {{ dotnet '{program}' \"$@\"; }}\n{script}\nCOMP_LINE='{line}' COMP_POINT={line.Length} COMP_WORDS=({line}) COMP_CWORD=2\n_igen\necho \"${{COMPREPLY[@]}}\"");
        using var bash = System.Diagnostics.Process.Start(start)!;
        Assert.Equal("verify", bash.StandardOutput.ReadToEnd().Trim());
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
