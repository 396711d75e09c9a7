using System.Reflection;
using PublicApiGenerator;

namespace IntervenGen.Architecture.Tests;

/// <summary>What others compile against, a file a library: a change of it is seen in the review, and never made by accident.</summary>
public sealed class PublicApiTests
{
    private const string Regenerate = "tools/api";

    private static readonly ApiGeneratorOptions s_options = new()
    {
        IncludeAssemblyAttributes = false,
        DenyNamespacePrefixes = [],
    };

    private static string[] Packed =>
    [
        .. Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file) is string text && !text.Contains("<IsPackable>false", StringComparison.Ordinal)
                && !text.Contains("<PackAsTool>true", StringComparison.Ordinal))
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal),
    ];

    /// <summary>One row a library.</summary>
    public static TheoryData<string> Libraries() => new(Packed);

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_public_interface_is_the_committed_one(string library)
    {
        string file = Path.Combine(Folder, $"{library}.txt");
        string[] now = Assembly.Load(library).GeneratePublicApi(s_options).ReplaceLineEndings("\n").TrimEnd().Split('\n');
        if (Environment.GetEnvironmentVariable("IGEN_REGENERATE_API") == "1")
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(file, string.Join('\n', now) + "\n");
            return;
        }

        Assert.True(File.Exists(file), $"{file} is missing; {Regenerate} writes it");
        string? difference = Difference(File.ReadAllLines(file), now);
        Assert.True(difference is null, $"{library}: {difference}; if that is meant, {Regenerate} writes the file anew");
    }

    [Fact]
    public void No_library_is_pinned_that_is_not_packed()
    {
        IEnumerable<string> pinned = Directory.GetFiles(Folder, "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)!);
        Assert.Equal(Packed, pinned.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("a b", "a b", null)]
    [InlineData("a b", "a c", "line 2 was 'b' and is 'c'")]
    [InlineData("a b", "a", "line 2 was 'b' and is gone")]
    [InlineData("a", "a b", "line 2 is new: 'b'")]
    public void The_first_line_that_differs_is_named(string before, string now, string? difference) =>
        Assert.Equal(difference, Difference(before.Split(' '), now.Split(' ')));

    private static string Folder => Path.Combine(Repository.Root, "tests", "IntervenGen.Architecture.Tests", "PublicApi");

    private static string? Difference(string[] before, string[] now)
    {
        for (int i = 0; i < Math.Max(before.Length, now.Length); i++)
        {
            if (i >= before.Length)
                return $"line {i + 1} is new: '{now[i].Trim()}'";
            if (i >= now.Length)
                return $"line {i + 1} was '{before[i].Trim()}' and is gone";
            if (before[i] != now[i])
                return $"line {i + 1} was '{before[i].Trim()}' and is '{now[i].Trim()}'";
        }

        return null;
    }
}
