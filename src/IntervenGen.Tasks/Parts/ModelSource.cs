using System.Text;
using System.Text.RegularExpressions;
using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Tasks.Parts;

/// <summary>The tasks' MJCF models, embedded in this assembly.</summary>
/// <remarks>MuJoCo resolves includes only from files on disk; here the text is spliced in the same way.</remarks>
public static partial class ModelSource
{
    /// <summary>The custom model if there is one, or the embedded one of that name.</summary>
    public static MjcfSource Of(string name, MjcfSource? given) => given ?? MjcfSource.Own(Read(name), name);

    /// <summary>Reads an embedded model and resolves its includes.</summary>
    /// <param name="name">File name, such as <c>nut-insertion.xml</c>.</param>
    /// <exception cref="IntervenGenException">This assembly embeds no such model.</exception>
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
