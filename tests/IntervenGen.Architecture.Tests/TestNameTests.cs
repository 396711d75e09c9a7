namespace IntervenGen.Architecture.Tests;

/// <summary>A test's name is the sentence of one fact, and a file's name says which tests are in it.</summary>
public sealed class TestNameTests
{
    private const int MaxName = 80;

    // Fewer, and tests were not found rather than not there.
    private const int MinTests = 1000;

    [SkippableFact]
    public void Every_test_has_a_name_of_one_line()
    {
        (string File, string Name)[] tests = [.. Files().SelectMany(file => TestMethods.NamesIn(Read(file)).Select(name => (file, name)))];
        Assert.InRange(tests.Length, MinTests, int.MaxValue);
        AssertNone(TooLong(tests));
    }

    [SkippableFact]
    public void No_two_files_with_tests_in_one_project_have_one_name()
    {
        string[] files = [.. Files().Where(file => TestMethods.NamesIn(Read(file)).Any())];
        Assert.NotEmpty(files);
        AssertNone(Twice(files));
    }

    [Fact]
    public void A_name_over_the_limit_is_told_with_its_place_length_and_limit() =>
        Assert.Equal(
            [$"tests/A/B.cs: '{new string('x', 81)}' has 81 characters, at most 80: say one fact, or split the test"],
            TooLong([("tests/A/B.cs", new string('x', 81)), ("tests/A/B.cs", new string('x', 80))]));

    [Fact]
    public void Two_files_of_one_name_are_told_with_their_project() =>
        Assert.Equal(
            ["tests/A: 'T.cs' is there 2 times: tests/A/T.cs, tests/A/Deep/T.cs"],
            Twice(["tests/A/T.cs", "tests/A/Deep/T.cs", "tests/B/T.cs", "tests/A/U.cs"]));

    [Theory]
    [InlineData("    [Fact]\n    public void One()", "One")]
    [InlineData("    [Theory]\n    [InlineData(1)]\n    public async Task One(int x)", "One")]
    [InlineData("    [Property(MaxTest = 50)]\n    public bool One(Pose x) =>", "One")]
    [InlineData("    [SkippableTheory, MemberData(nameof(X))]\n    public static void One(", "One")]
    [InlineData("    [SkippableFact(typeof(IOException))]\n    public void One()", "One")]
    public void A_test_is_found_whatever_its_attributes(string text, string name) =>
        Assert.Equal([name], TestMethods.NamesIn(text));

    [Theory]
    [InlineData("    public void Dispose()")]
    [InlineData("    [FactoryMade]\n    public void Helper()")]
    [InlineData("    [Fact]\n    private void Hidden()")]
    public void What_xunit_does_not_run_is_no_test(string text) => Assert.Empty(TestMethods.NamesIn(text));

    // xunit would cut the lines short.
    private static void AssertNone(IEnumerable<string> faults)
    {
        string all = string.Join('\n', faults);
        Assert.True(all.Length == 0, all);
    }

    private static IEnumerable<string> TooLong(IEnumerable<(string File, string Name)> tests) => tests
        .Where(test => test.Name.Length > MaxName)
        .Select(test => $"{test.File}: '{test.Name}' has {test.Name.Length} characters, at most {MaxName}: "
            + "say one fact, or split the test");

    private static IEnumerable<string> Twice(IEnumerable<string> files) => files
        .GroupBy(file => (Project: string.Join('/', file.Split('/')[..2]), Name: Path.GetFileName(file)))
        .Where(group => group.Count() > 1)
        .Select(group => $"{group.Key.Project}: '{group.Key.Name}' is there {group.Count()} times: {string.Join(", ", group)}");

    private static IEnumerable<string> Files() => Repository.Files()
        .Where(file => file.StartsWith("tests/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal));

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));
}
