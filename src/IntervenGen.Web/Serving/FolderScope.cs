using System.Text.RegularExpressions;
using IntervenGen.Core;
using IntervenGen.Interop.Files;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Web.Serving;

/// <summary>One folder, and what really lies in it: nothing else can be named, and nothing else is opened.</summary>
/// <remarks>
/// What counts is where a path ends up once the kernel has followed every link of every part of it. Any thread; every
/// method touches the disk and may take as long as the disk takes.
/// </remarks>
internal sealed partial class FolderScope
{
    private const int MaxPathLength = 1024;

    private readonly string _given;

    public FolderScope(string root)
    {
        _given = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        using FilePlace? place = FilePlace.Find(_given);
        if (place is not { Kind: FileKind.Folder })
            throw new UsageException($"'{root}' is not a folder");
        Root = Path.TrimEndingDirectorySeparator(place.RealPath);
    }

    /// <summary>Real path of the folder, with links resolved.</summary>
    public string Root { get; }

    /// <summary>Where something in the folder really lies; where nothing lies, the path that was asked for.</summary>
    /// <exception cref="UsageException">It leads out of the folder, by dots, by its start or through a link.</exception>
    public string Resolve(string relative)
    {
        if (relative.Contains('\0', StringComparison.Ordinal))
            throw new UsageException("the path holds a zero character");
        if (relative.Length > MaxPathLength)
            throw new UsageException($"the path has {relative.Length} characters; at most {MaxPathLength} are read");
        string full = Path.GetFullPath(Path.Combine(Root, relative));
        if (!IsInside(full))
            ThrowOutside(relative);
        using FilePlace? place = Find(full);
        return place?.RealPath ?? full;
    }

    /// <summary>A path relative to the folder, as the page names it.</summary>
    public string Relative(string full) => Path.GetRelativePath(Root, full).Replace('\\', '/');

    /// <summary>Examines what a path leads to; null if nothing exists there.</summary>
    /// <exception cref="UsageException">It leads out of the folder.</exception>
    public FilePlace? Find(string full)
    {
        FilePlace? place = FilePlace.Find(full);
        if (place is null || IsInside(place.RealPath))
            return place;
        place.Dispose();
        ThrowOutside(Relative(full));
        return null;
    }

    /// <summary>Sees to it that a path is a regular file of the folder before somebody else opens it.</summary>
    /// <exception cref="UsageException">It is missing, something else, too large, or outside the folder.</exception>
    public void RequireRegular(string full, long maxBytes)
    {
        using FilePlace place = FindRegular(full, maxBytes);
    }

    /// <summary>Opens a regular file of the folder.</summary>
    /// <exception cref="UsageException">It is missing, something else, too large, or outside the folder.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public SafeFileHandle OpenRead(string full, long maxBytes)
    {
        using FilePlace place = FindRegular(full, maxBytes);
        return place.OpenRead();
    }

    /// <summary>A message as it may leave the machine: paths in the folder by their place in it, others by their last part.</summary>
    public string Hide(string message)
    {
        foreach (string root in (string[])[Root, _given])
        {
            // The root of the file system is a part of every path.
            if (root.Length > 1)
                message = message.Replace(root + "/", "", StringComparison.Ordinal).Replace(root, ".", StringComparison.Ordinal);
        }

        return AbsolutePath().Replace(message, "$1");
    }

    [GeneratedRegex(@"(?<![\w.:/])/(?:[^\s'"":/]+/)*([^\s'"":/]+)")]
    private static partial Regex AbsolutePath();

    private static void ThrowOutside(string relative) => throw new UsageException($"'{relative}' is outside the opened folder");

    private FilePlace FindRegular(string full, long maxBytes)
    {
        FilePlace place = Find(full) ?? throw new UsageException($"'{Relative(full)}' is not there");
        string? fault = place.Kind != FileKind.Regular ? "is no regular file"
            : place.Length > maxBytes ? $"has {place.Length} bytes; at most {maxBytes} are read"
            : null;
        if (fault is null)
            return place;
        place.Dispose();
        throw new UsageException($"'{Relative(full)}' {fault}");
    }

    private bool IsInside(string full) =>
        Root.Length <= 1 || full == Root || full.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
