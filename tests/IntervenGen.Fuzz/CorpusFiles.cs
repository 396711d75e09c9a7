namespace IntervenGen.Fuzz;

/// <summary>Small files kept beside the program, each wrong in a way that once did harm.</summary>
internal static class CorpusFiles
{
    /// <summary>The files of a folder in the order of their names, at most so long.</summary>
    public static IEnumerable<byte[]> Of(string folder, string pattern = "*", long maxBytes = long.MaxValue) =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Corpus", folder), pattern)
            .Order(StringComparer.Ordinal)
            .Where(file => new FileInfo(file).Length <= maxBytes)
            .Select(File.ReadAllBytes);
}
