using IntervenGen.Core;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace IntervenGen.Tasks.Yaml;

/// <summary>Reads one YAML document into a tree that knows where everything stands.</summary>
/// <remarks>
/// Only what a description of a task or robot needs: one document of maps, lists and texts. Anchors and aliases, by which a few lines
/// become gigabytes, and tags, by which some readers make objects, are refused by name.
/// </remarks>
internal static class YamlTree
{
    private const int MaxLength = 1 << 18, MaxDepth = 24, MaxNodes = 20_000;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The document.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="UsageException">It is not YAML, or more than is read here; the message has file, line and column.</exception>
    public static YamlNode Parse(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
            throw new UsageException($"{file}:1:1: the file has {text.Length} characters; at most {MaxLength} are read");
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.Current is StreamEnd)
                throw new UsageException($"{file}:1:1: the file is empty");
            parser.Consume<DocumentStart>();
            int left = MaxNodes;
            YamlNode root = Read(parser, file, 0, ref left);
            parser.Consume<DocumentEnd>();
            if (parser.Current is DocumentStart second)
                throw Fault(second, file, "a second document begins; there may be one");
            return root;
        }
        catch (YamlException exception)
        {
            // The library's own places begin its message; ours has the file too.
            string reason = exception.Message[(exception.Message.IndexOf("): ", StringComparison.Ordinal) is var at && at > 0
                ? at + 3
                : 0)..];
            throw new UsageException($"{Place(exception.Start, file)}: not valid YAML: {reason.ReplaceLineEndings(" ")}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // What the library says of texts that it did not foresee.
            YamlPlace place = parser.Current is { } last ? Place(last.Start, file) : new YamlPlace(file, 1, 1);
            throw new UsageException($"{place}: not valid YAML here or below", exception);
        }
    }

    private static YamlNode Read(Parser parser, string file, int depth, ref int left)
    {
        ParsingEvent current = parser.Current ?? throw new UsageException($"{file}:1:1: the file ends in the middle of a value");
        if (current is AnchorAlias)
            throw Fault(current, file, "aliases (*) are not read; write the value out");
        if (current is not NodeEvent node)
            throw Fault(current, file, "a value is missing");
        if (!node.Anchor.IsEmpty)
            throw Fault(current, file, "anchors (&) are not read; write the value out");
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
            throw Fault(current, file, $"tags are not read: '{node.Tag.Value}'");
        if (depth > MaxDepth)
            throw Fault(current, file, $"values nest deeper than {MaxDepth} levels");
        if (--left < 0)
            throw Fault(current, file, $"more than {MaxNodes} values");
        YamlPlace place = Place(current.Start, file);
        parser.MoveNext();
        return current switch
        {
            Scalar scalar => new YamlText(place, scalar.Value, scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any)),
            SequenceStart => ReadList(parser, file, place, depth, ref left),
            _ => ReadMap(parser, file, place, depth, ref left),
        };
    }

    private static YamlList ReadList(Parser parser, string file, YamlPlace place, int depth, ref int left)
    {
        var items = new List<YamlNode>();
        while (parser.Current is not SequenceEnd)
            items.Add(Read(parser, file, depth + 1, ref left));
        parser.MoveNext();
        return new YamlList(place, items);
    }

    private static YamlMap ReadMap(Parser parser, string file, YamlPlace place, int depth, ref int left)
    {
        var entries = new List<(YamlName, YamlNode)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (parser.Current is not MappingEnd)
        {
            if (Read(parser, file, depth + 1, ref left) is not YamlText key)
                throw new UsageException($"{place}: a key must be a text");
            if (!seen.Add(key.Value))
                throw new UsageException($"{key.Place}: key '{key.Value}' stands twice");
            entries.Add((new YamlName(key.Value, key.Place), Read(parser, file, depth + 1, ref left)));
        }

        parser.MoveNext();
        return new YamlMap(place, entries);
    }

    private static YamlPlace Place(in Mark mark, string file) => new(file, (int)mark.Line, (int)mark.Column);

    private static UsageException Fault(ParsingEvent at, string file, string what) => new($"{Place(at.Start, file)}: {what}");
}
