namespace IntervenGen.Web.Serving;

/// <summary>
/// Finds the built page: <c>IGEN_PAGE_DIR</c>, <c>page</c> beside the program, then <c>src/IntervenGen.Web/page/dist</c> in any folder
/// above it.
/// </summary>
internal static class PageFolder
{
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable("IGEN_PAGE_DIR") is { Length: > 0 } chosen)
            return chosen;
        string packed = Path.Combine(AppContext.BaseDirectory, "page");
        if (Directory.Exists(packed))
            return packed;
        string beside = Path.Combine("src", "IntervenGen.Web", "page", "dist");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, beside)))
                return Path.Combine(folder.FullName, beside);
        }

        return beside;
    }
}
