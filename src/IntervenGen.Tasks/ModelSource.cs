using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using IntervenGen.Core;

namespace IntervenGen.Tasks;

/// <summary>MJCF text of a task, with its includes put in place.</summary>
/// <param name="Xml">The text.</param>
/// <param name="Origin">Where it came from, for messages.</param>
/// <remarks>Models travel inside the assembly. MuJoCo's own include needs files on disk; here the text is spliced the same way.</remarks>
public sealed partial record ModelSource(string Xml, string Origin)
{
    /// <summary>First 16 hex digits of the text's SHA-256: two models with different hashes are different physics.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Xml)))[..16];

    /// <summary>The text given, or the embedded model of that name.</summary>
    public static ModelSource Of(string name, string? given) =>
        given is null ? new ModelSource(Read(name), name) : new ModelSource(given, "the given MJCF");

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
