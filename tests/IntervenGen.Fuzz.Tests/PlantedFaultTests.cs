namespace IntervenGen.Fuzz.Tests;

/// <summary>A parser with planted faults: the fuzzer must find each, or finding none elsewhere says nothing.</summary>
public sealed class PlantedFaultTests : IDisposable
{
    private readonly Fuzz _fuzz = new();

    public void Dispose() => _fuzz.Dispose();

    [Fact]
    public void A_planted_exception_is_found_by_mutation_and_runs_again_from_its_file()
    {
        Outcome found = _fuzz.Run("planted", "--iterations", "3000");
        Assert.Equal(1, found.ExitCode);
        Assert.Contains("ArgumentException", found.Text, StringComparison.Ordinal);
        Assert.Equal("3000 inputs, ", found.Lines[^1][..13]);
        // Others are a byte further away, and may be met as well.
        string saved = Directory.GetFiles(_fuzz.Folder).First(file => File.ReadAllBytes(file)[0] == 'E');
        Assert.Contains($"again with: tools/fuzz planted --input {saved}", found.Text, StringComparison.Ordinal);
        Outcome again = _fuzz.Run("planted", "--input", saved);
        Assert.Equal((1, "1 inputs, 1 failed"), (again.ExitCode, again.Lines[^1]));
        Assert.Contains("planted exception", again.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('H', "no end within 1 s")]
    [InlineData('S', "the process ended with exit code 134")]
    [InlineData('T', "planted on another thread")]
    [InlineData('A', "MB more than before the first input")]
    [InlineData('O', "OutOfMemoryException")]
    [InlineData('L', "left behind")]
    public void A_planted_fault_of_any_kind_is_found(char kind, string expected)
    {
        string input = Path.Combine(_fuzz.Folder, "input");
        File.WriteAllBytes(input, [(byte)kind, 0xff, 1, 1, 1, 1, 1, 1]);
        Outcome outcome = _fuzz.Run("planted", "--input", input);
        Assert.Equal(1, outcome.ExitCode);
        // A stack that overflows is printed by the dying process, at last perhaps after this line.
        Assert.Contains("1 inputs, 1 failed", outcome.Lines);
        Assert.Contains(expected, outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_gives_the_same_inputs()
    {
        string[] runs = [.. Enumerable.Range(0, 2).Select(_ => _fuzz.Run("planted", "--iterations", "500", "--seed", "3").Lines[^1])];
        Assert.Equal(runs[0], runs[1]);
        Assert.NotEqual("500 inputs, 0 failed", runs[0]);
    }

    [Fact]
    public void An_unknown_target_or_option_is_named()
    {
        Assert.Equal((2, true), Complaint("manifst", "did you mean 'manifest'?"));
        Assert.Equal((2, true), Complaint("--second", "unknown option '--second'"));
        Assert.Equal((2, true), Complaint("--seconds=x", "unknown option '--seconds=x'"));
    }

    private (int ExitCode, bool IsNamed) Complaint(string word, string expected)
    {
        Outcome outcome = _fuzz.Run(word);
        return (outcome.ExitCode, outcome.Text.Contains(expected, StringComparison.Ordinal));
    }
}
