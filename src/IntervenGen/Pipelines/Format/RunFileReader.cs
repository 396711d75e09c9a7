using IntervenGen.Core;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen;

/// <summary>Reads a run's YAML with the files that it extends or includes.</summary>
/// <remarks>
/// <c>extends: FILE</c>, or a list of files, at the top of a file: their values hold where the file says nothing, later files over
/// earlier ones. <c>include: FILE</c> does the same inside any map. Paths are relative to the file that names them.
/// </remarks>
internal static class RunFileReader
{
    private const string Extends = "extends", Include = "include";
    private const int MaxFiles = 32;
    private const long MaxBytes = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="UsageException">A file is missing, is no map, or extends itself.</exception>
    public static YamlMap Read(string file) => Read(file, []);

    /// <summary>Reads a text as if it were a file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The file's path, for messages and for the files that it names.</param>
    public static YamlMap Parse(string text, string file) => Parse(text, file, [Path.GetFullPath(file)]);

    private static YamlMap Read(string file, IReadOnlyList<string> chain)
    {
        string full = Path.GetFullPath(file);
        if (chain.Contains(full))
            throw new UsageException($"'{file}' extends or includes itself: {string.Join(" -> ", chain.Append(full).Select(Path.GetFileName))}");
        if (chain.Count >= MaxFiles)
            throw new UsageException($"'{file}' is the {chain.Count + 1}th file of a chain; at most {MaxFiles} are read");
        var info = new FileInfo(file);
        if (!info.Exists)
            throw new UsageException($"'{file}' is not there; 'igen run --init > {file}' writes one to begin with");
        if (info.Length > MaxBytes)
            throw new UsageException($"'{file}' has {info.Length} bytes; at most {MaxBytes} are read");
        return Parse(File.ReadAllText(file), file, [.. chain, full]);
    }

    private static YamlMap Parse(string text, string file, IReadOnlyList<string> chain)
    {
        YamlNode root = YamlTree.Parse(text, file);
        if (root is not YamlMap map)
            throw new UsageException($"{root.Place}: a map is expected here; there is {root.Kind}");
        return Resolve(map, Extends, file, chain);
    }

    // The word of a file's first map is another one than that of maps inside it.
    private static YamlMap Resolve(YamlMap map, string word, string file, IReadOnlyList<string> chain)
    {
        YamlMap own = YamlOverlay.Without(map, word);
        own = new YamlMap(own.Place, [.. own.Entries.Select(entry => (entry.Key, Inner(entry.Value, file, chain)))]);
        if (YamlOverlay.Find(map, word) is not { } named)
            return own;
        YamlNode below = new YamlMap(own.Place, []);
        foreach (YamlNode one in named is YamlList list ? list.Items : [named])
        {
            string name = YamlOverlay.TextOf(one);
            try
            {
                below = YamlOverlay.Over(below, Read(Beside(file, name), chain));
            }
            catch (UsageException exception) when (!exception.Message.StartsWith(name, StringComparison.Ordinal))
            {
                throw new UsageException($"{one.Place}: {exception.Message}", exception);
            }
        }

        return (YamlMap)YamlOverlay.Over(below, own);
    }

    private static YamlNode Inner(YamlNode node, string file, IReadOnlyList<string> chain) => node switch
    {
        YamlMap map => Resolve(map, Include, file, chain),
        YamlList list => new YamlList(list.Place, [.. list.Items.Select(item => Inner(item, file, chain))]),
        _ => node,
    };

    /// <summary>A path that a file names, relative to it.</summary>
    public static string Beside(string file, string name) =>
        Path.Combine(Path.GetDirectoryName(file) is { Length: > 0 } folder ? folder : ".", name);
}
