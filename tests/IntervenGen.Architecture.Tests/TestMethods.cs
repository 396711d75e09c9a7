using System.Text.RegularExpressions;

namespace IntervenGen.Architecture.Tests;

/// <summary>Reads test methods and test classes off C# text.</summary>
internal static partial class TestMethods
{
    /// <summary>Names of the methods that xunit runs, in their order.</summary>
    /// <param name="text">A source file, formatted: attributes and declaration begin lines of their own.</param>
    public static IEnumerable<string> NamesIn(string text)
    {
        bool isTest = false;
        foreach (string line in text.Split('\n'))
        {
            isTest |= Attribute().IsMatch(line);
            if (!isTest || Declaration().Match(line) is not { Success: true } declared)
                continue;
            isTest = false;
            yield return declared.Groups[1].Value;
        }
    }

    // Alone in its brackets or among others, with arguments or without.
    [GeneratedRegex(@"^\s*\[(?:[^\]]*[\s,])?(?:Fact|Theory|SkippableFact|SkippableTheory|Property)\s*[\](,]")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"^\s*public (?:static |async |override |virtual )*[\w<>\[\],.?]+ (\w+)\s*\(")]
    private static partial Regex Declaration();
}
