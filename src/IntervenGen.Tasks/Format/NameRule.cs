using System.Text.RegularExpressions;

namespace IntervenGen.Tasks.Format;

/// <summary>What a task or a robot can be called.</summary>
internal static partial class NameRule
{
    /// <summary>The rule, for messages.</summary>
    public const string Text = "small letters, digits and hyphens, a letter first, at most 64";

    /// <summary>Whether a name follows it.</summary>
    public static bool Allows(string name) => Form().IsMatch(name);

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,63}\z")]
    private static partial Regex Form();
}
