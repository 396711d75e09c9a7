using System.Xml;
using System.Xml.Linq;
using IntervenGen.Core;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>Puts included files in place, by MuJoCo's rules: relative to the main file's folder, each file once.</summary>
/// <remarks>Here and not in MuJoCo, because what is simulated is a variant of the whole text.</remarks>
internal static class MjcfIncludes
{
    private const string Include = "include";

    /// <summary>The text with every include replaced by what the named file's root element contains; without includes, the text
    /// itself.</summary>
    /// <remarks>A text that is XML for MuJoCo alone, who forgives more, stays as it is: its compiler finds the files in the same
    /// folder.</remarks>
    /// <exception cref="UsageException">A file cannot be read, is no XML, comes twice, or all of them are too much.</exception>
    public static string Resolve(string xml, string folder)
    {
        if (!xml.Contains("<" + Include, StringComparison.Ordinal))
            return xml;
        XDocument document;
        try
        {
            document = MjcfText.Parse(xml);
        }
        catch (XmlException)
        {
            return xml;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        int length = xml.Length;
        var open = new Stack<XElement>(document.Descendants(Include).Reverse());
        if (open.Count == 0)
            return xml;
        while (open.TryPop(out XElement? include))
        {
            string path = include.Attribute("file")?.Value ?? throw new UsageException("an include has no file");
            if (!seen.Add(Path.GetFullPath(path, folder)))
                throw new UsageException($"'{path}' is included twice");
            string text = MjcfText.Read(Path.Combine(folder, path));
            length += text.Length;
            if (length > MjcfText.MaxBytes)
                throw new UsageException($"with what it includes the model has more than {MjcfText.MaxBytes >> 20} MB");
            XNode[] content = [.. Parse(text, path).Root!.Nodes()];
            include.ReplaceWith(content);
            foreach (XElement element in content.OfType<XElement>().Reverse())
            {
                foreach (XElement inner in element.DescendantsAndSelf(Include).Reverse())
                    open.Push(inner);
            }
        }

        return document.ToString(SaveOptions.DisableFormatting);
    }

    private static XDocument Parse(string xml, string path)
    {
        try
        {
            return MjcfText.Parse(xml);
        }
        catch (XmlException exception)
        {
            throw new UsageException($"'{path}' is no XML: {exception.Message}", exception);
        }
    }
}
