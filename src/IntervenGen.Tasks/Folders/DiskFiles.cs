using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Tasks.Folders;

/// <summary>The files of a folder on disk.</summary>
internal sealed class DiskFiles(string folder) : ITaskFiles
{
    private const int MaxBytes = 4 << 20;

    private readonly string _folder = System.IO.Path.GetFullPath(folder);

    public string Name => folder;

    public string? Path => _folder;

    public string Read(string file)
    {
        string path = Inside(file);
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists)
                throw new UsageException($"'{System.IO.Path.Combine(folder, file)}' does not exist");
            if (info.Length > MaxBytes)
                throw new UsageException($"'{System.IO.Path.Combine(folder, file)}' has {info.Length} bytes; at most {MaxBytes} are read");
            return File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new UsageException($"'{System.IO.Path.Combine(folder, file)}' cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>The path within the folder of a file that the scene names.</summary>
    /// <exception cref="UsageException">It lies outside.</exception>
    public string Relative(string path) => System.IO.Path.GetRelativePath(_folder, Inside(path)).Replace('\\', '/');

    /// <summary>The path on disk of a file in the folder.</summary>
    /// <exception cref="UsageException">It would lie outside.</exception>
    public string Inside(string file)
    {
        string path = System.IO.Path.GetFullPath(System.IO.Path.Combine(_folder, file));
        return path.StartsWith(_folder + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new UsageException($"'{file}' leads out of the folder '{folder}'");
    }
}
