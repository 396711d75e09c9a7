using System.IO.Hashing;
using System.Text;

namespace IntervenGen.Experiments;

/// <summary>Names what a recipe will make by everything that decides it: settings, input contents, model and versions.</summary>
internal static class ContentKey
{
    /// <summary>Sixteen hex digits.</summary>
    public static string Of(Recipe recipe, IReadOnlyList<Artifact> inputs, string fingerprint)
    {
        string digests = string.Join('\n', inputs.Select(input => input.Digest));
        string text = $"{recipe.Kind}\n{recipe.Task}\n{fingerprint}\n{recipe.Settings.ToJson().ToJsonString()}\n{digests}";
        return XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text)).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }
}
