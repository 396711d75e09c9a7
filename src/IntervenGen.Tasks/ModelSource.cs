using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using IntervenGen.Core;

namespace IntervenGen.Tasks;

/// <summary>MJCF text of a task, with its includes put in place, and its hash.</summary>
/// <remarks>Models travel inside the assembly. MuJoCo's own include needs files on disk; here the text is spliced the same way.</remarks>
public static partial class ModelSource
{
    /// <summary>Reads an embedded model and resolves its includes.</summary>
    /// <param name="name">File name, such as <c>nut-insertion.xml</c>.</param>
    /// <exception cref="IntervenGenException">There is no such model in this assembly.</exception>
    public static string Read(string name)
    {
        using Stream stream = typeof(ModelSource).Assembly.GetManifestResourceStream(name)
            ?? throw new IntervenGenException($"no embedded model '{name}'");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Include().Replace(reader.ReadToEnd(), match => Body(Read(match.Groups[1].Value)));
    }

    /// <summary>First 16 hex digits of the text's SHA-256: two models with different hashes are different physics.</summary>
    public static string Hash(string xml) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(xml)))[..16];

    private static string Body(string xml)
    {
        const string open = "<mujocoinclude>", close = "</mujocoinclude>";
        int start = xml.IndexOf(open, StringComparison.Ordinal);
        int end = xml.LastIndexOf(close, StringComparison.Ordinal);
        return start < 0 || end < start
            ? throw new IntervenGenException("an included model has no <mujocoinclude> element")
            : xml[(start + open.Length)..end];
    }

    [GeneratedRegex("<include file=\"([^\"]+)\"\\s*/>")]
    private static partial Regex Include();
}
