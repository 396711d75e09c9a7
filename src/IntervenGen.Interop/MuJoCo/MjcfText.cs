using System.Runtime.InteropServices;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using IntervenGen.Core;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>Reading MJCF that somebody else wrote, within limits.</summary>
public static unsafe partial class MjcfText
{
    /// <summary>Bytes that a text may have, included ones counted.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>Levels that its elements may nest; MuJoCo's own parser gives up at 100 or 500.</summary>
    public const int MaxDepth = 500;

    /// <summary>Parses a text; document types are skipped, nothing outside the text is read.</summary>
    /// <exception cref="XmlException">It is not XML, or nests too deep.</exception>
    public static XDocument Parse(string xml)
    {
        ArgumentNullException.ThrowIfNull(xml);
        using (XmlReader depths = Reader(xml))
        {
            while (depths.Read())
            {
                if (depths.Depth > MaxDepth)
                    throw new XmlException($"XML elements nest deeper than {MaxDepth} levels");
            }
        }

        using XmlReader reader = Reader(xml);
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="UsageException">It is no regular file, too large, or not text; the message names it.</exception>
    internal static string Read(string path)
    {
        MuJoCoLibrary.EnsureLoaded();
        byte[] bytes = new byte[MaxBytes];
        byte[] name = Encoding.UTF8.GetBytes(path);
        long count;
        fixed (byte* first = name, target = bytes)
        {
            if (ReadNative(first, name.Length, target, bytes.Length, &count) != 0)
                throw new UsageException($"'{path}' cannot be read: {MuJoCoLibrary.LastError()}");
        }

        try
        {
            using var reader = new StreamReader(
                new MemoryStream(bytes, 0, (int)count), new UTF8Encoding(false, throwOnInvalidBytes: true),
                detectEncodingFromByteOrderMarks: true);
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException)
        {
            throw new UsageException($"'{path}' is no XML text: it has bytes that are not UTF-8");
        }
    }

    private static XmlReader Reader(string xml) =>
        XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_file_read")]
    private static partial int ReadNative(byte* path, int pathLength, byte* bytes, long capacity, long* count);
}
