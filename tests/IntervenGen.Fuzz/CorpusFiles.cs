namespace IntervenGen.Fuzz;

/// <summary>Small files kept beside the program: some that are accepted, and some that are wrong in a way that once did harm.</summary>
internal static class CorpusFiles
{
    /// <summary>The files of a folder in the order of their names.</summary>
    public static IEnumerable<byte[]> Of(string folder, string pattern = "*") =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Corpus", folder), pattern)
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes);
}
