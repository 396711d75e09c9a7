using IntervenGen.Core;

namespace IntervenGen.Web;

/// <summary>One folder, and paths inside it: nothing else can be named.</summary>
internal sealed class FolderScope
{
    public FolderScope(string root)
    {
        Root = Path.TrimEndingDirectorySeparator(Real(Path.GetFullPath(root)));
        if (!Directory.Exists(Root))
            throw new UsageException($"'{root}' is not a folder");
    }

    public string Root { get; }

    /// <summary>The full path of something in the folder.</summary>
    /// <exception cref="UsageException">It leads out of the folder, by dots, by its start or through a link.</exception>
    public string Resolve(string relative)
    {
        if (relative.Contains('\0', StringComparison.Ordinal))
            throw new UsageException("the path holds a zero character");
        string full = Path.GetFullPath(Path.Combine(Root, relative));
        return IsInside(full) && IsInside(Real(full)) ? full : throw new UsageException($"'{relative}' is outside the opened folder");
    }

    /// <summary>A path in the folder as the page names it.</summary>
    public string Relative(string full) => Path.GetRelativePath(Root, full).Replace('\\', '/');

    private bool IsInside(string full) =>
        full == Root || full.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // With the links of every part of the path followed.
    private static string Real(string path)
    {
        string? above = Path.GetDirectoryName(path);
        if (above is null)
            return path;
        string here = Path.Combine(Real(above), Path.GetFileName(path));
        FileSystemInfo info = Directory.Exists(here) ? new DirectoryInfo(here) : new FileInfo(here);
        return info.LinkTarget is null ? here : info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? here;
    }
}
