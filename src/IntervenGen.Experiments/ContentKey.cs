using System.IO.Hashing;
using System.Text;

namespace IntervenGen.Experiments;

/// <summary>Computes a recipe's key from everything that decides its result: settings, content of the inputs, model and versions.</summary>
internal static class ContentKey
{
    /// <summary>The key, sixteen hexadecimal digits.</summary>
    public static string Of(Recipe recipe, IReadOnlyList<Artifact> inputs, string fingerprint)
    {
        string digests = string.Join('\n', inputs.Select(input => input.Digest));
        string text = $"{recipe.Kind}\n{NameOf(recipe.Task)}\n{fingerprint}\n{recipe.Settings.ToJson().ToJsonString()}\n{digests}";
        return XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text)).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }

    // The fingerprint knows what is in a task's folder; where it lies changes nothing.
    private static string NameOf(string task) => Path.GetFileName(Path.TrimEndingDirectorySeparator(task));
}
