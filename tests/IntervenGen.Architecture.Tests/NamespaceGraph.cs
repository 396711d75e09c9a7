using System.Text.RegularExpressions;

namespace IntervenGen.Architecture.Tests;

/// <summary>Which namespaces of one project refer to which, read from the source text.</summary>
/// <remarks>
/// A namespace refers to another by a using directive, by a qualified name, or by nothing at all: types of the namespaces around
/// a file, and of global usings, are visible without a word. So identifiers are looked up among the types that are declared in
/// each visible namespace. A member that has the name of such a type counts as the type; name one of them otherwise.
/// </remarks>
internal sealed partial class NamespaceGraph
{
    private readonly Dictionary<string, Dictionary<string, string>> _references = [];

    private NamespaceGraph()
    {
    }

    /// <summary>Every namespace that the sources declare.</summary>
    public IReadOnlyCollection<string> Namespaces => _references.Keys;

    /// <summary>Reads the files of one project.</summary>
    /// <param name="files">Name and text of each.</param>
    public static NamespaceGraph Of(IEnumerable<(string Name, string Text)> files)
    {
        var graph = new NamespaceGraph();
        (string Name, string Text)[] sources = [.. files.Select(file => (file.Name, Code(file.Text)))];
        var types = new Dictionary<string, HashSet<string>>();
        foreach ((_, string text) in sources)
        {
            if (Namespace(text) is not { } space)
                continue;
            graph._references.TryAdd(space, []);
            if (!types.TryGetValue(space, out HashSet<string>? names))
                types.Add(space, names = []);
            names.UnionWith(DeclaredType().Matches(text).Select(match => match.Groups["name"].Value));
        }

        string[] globals = [.. sources.SelectMany(source => Usings(source.Text, isGlobal: true)).Where(types.ContainsKey)];
        foreach ((string name, string text) in sources)
        {
            if (Namespace(text) is { } space)
                graph.Read(space, name, text, types, globals);
        }

        return graph;
    }

    /// <summary>Names that a namespace refers to.</summary>
    public IReadOnlyCollection<string> ReferencesOf(string space) => _references[space].Keys;

    /// <summary>A circle of references as text, or null if there is none.</summary>
    public string? FindCircle()
    {
        string? found = null;
        foreach (string start in _references.Keys.Order())
        {
            string? circle = Circle(start);
            if (circle is not null && (found is null || circle.Length < found.Length))
                found = circle;
        }

        return found;
    }

    // The shortest way from a namespace back to itself, breadth first.
    private string? Circle(string start)
    {
        var from = new Dictionary<string, string>();
        var queue = new Queue<string>([start]);
        while (queue.TryDequeue(out string? space))
        {
            foreach (string next in _references[space].Keys.Order())
            {
                if (next == start)
                    return Text(start, space, from);
                if (from.TryAdd(next, space))
                    queue.Enqueue(next);
            }
        }

        return null;
    }

    private string Text(string start, string last, Dictionary<string, string> from)
    {
        var path = new List<string> { start };
        for (string space = last; space != start; space = from[space])
            path.Insert(0, space);
        path.Insert(0, start);
        return string.Join(", ", path.Zip(path.Skip(1), (one, other) => $"{one} -> {other} ({_references[one][other]})"));
    }

    private void Read(
        string space, string file, string text, Dictionary<string, HashSet<string>> types, IReadOnlyList<string> globals)
    {
        string[] usings = [.. Usings(text, isGlobal: false).Where(types.ContainsKey)];
        foreach (string used in usings)
            Add(space, used, file);
        HashSet<string> words = [.. Word().Matches(UsingLine().Replace(text, "")).Select(match => match.Value)];
        words.ExceptWith(types[space]);
        foreach (string visible in types.Keys.Where(other => space.StartsWith(other + ".", StringComparison.Ordinal)).Concat(globals))
        {
            if (words.Overlaps(types[visible]))
                Add(space, visible, file);
        }

        // A name may leave out what is around the file: Wire.FciVersion inside of IntervenGen.Franka.
        foreach (string other in types.Keys)
        {
            string[] parts = other.Split('.');
            for (int i = 0; i < parts.Length; i++)
            {
                string head = string.Join(@"\.", parts[i..]);
                if (Regex.Matches(text, $@"(?<![\w.]){head}\.(\w+)").Any(match => types[other].Contains(match.Groups[1].Value)))
                    Add(space, other, file);
            }
        }
    }

    private void Add(string space, string other, string file)
    {
        if (space != other)
            _references[space].TryAdd(other, file);
    }

    private static string? Namespace(string text) =>
        DeclaredNamespace().Match(text) is { Success: true } match ? match.Groups["name"].Value : null;

    private static IEnumerable<string> Usings(string text, bool isGlobal) => UsingLine().Matches(text)
        .Where(match => match.Groups["global"].Success == isGlobal)
        .Select(match => match.Groups["name"].Value is var name && match.Groups["type"].Success ? Before(name) : name);

    // Of a static using and of an alias the namespace is what stands before the type.
    private static string Before(string type) => type[..Math.Max(0, type.LastIndexOf('.'))];

    // Text without comments and strings; what stands in the holes of interpolated strings stays.
    private static string Code(string text) => Ignored().Replace(
        text, match => match.Value.StartsWith('$') ? string.Join(' ', Hole().Matches(match.Value).Select(hole => hole.Value)) : " ");

    [GeneratedRegex(
        """"\$?"{3}[\s\S]*?"{3}|@"(?:""|[^"])*"|\$?"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'|//[^\n]*|/\*[\s\S]*?\*/"""")]
    private static partial Regex Ignored();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"^\s*namespace\s+(?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex DeclaredNamespace();

    [GeneratedRegex(
        @"^(?:(?:public|internal|sealed|static|abstract|partial|readonly|ref|unsafe|file)\s+)*"
        + @"(?:class|record\s+struct|record\s+class|record|struct|enum|interface|delegate\s+[\w<>\[\]?.]+)\s+(?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex DeclaredType();

    [GeneratedRegex(@"^\s*(?<global>global\s+)?using\s+(?<type>static\s+|\w+\s*=\s*)?(?<name>[\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex UsingLine();

    [GeneratedRegex(@"(?<![\w.])\w+")]
    private static partial Regex Word();
}
