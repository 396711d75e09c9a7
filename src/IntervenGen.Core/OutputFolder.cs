namespace IntervenGen.Core;

/// <summary>
/// One output folder being written, under the rules of <see cref="OutputFile"/>: filled beside its final path, and renamed
/// last.
/// </summary>
/// <remarks>For a few files that belong together, such as the frames of a film. One thread at a time.</remarks>
public sealed class OutputFolder : IDisposable
{
    private const string LockName = ".lock";

    private readonly FileStream _held;
    private bool _done;

    private OutputFolder(string path, FileStream held)
    {
        Path = path;
        _held = held;
    }

    /// <summary>The folder's final path.</summary>
    public string Path { get; }

    /// <summary>Path to write the files to until <see cref="Complete"/>.</summary>
    public string Unfinished => Path + ".unfinished";

    /// <summary>Reserves the path of a folder.</summary>
    /// <param name="path">The folder to create; missing parent folders are created.</param>
    /// <param name="overwrite">Whether a non-empty folder may be replaced, with everything in it.</param>
    /// <exception cref="UsageException">The path is taken, another process writes to it, or it is not writable.</exception>
    public static OutputFolder Create(string path, bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = System.IO.Path.TrimEndingDirectorySeparator(path);
        if (File.Exists(path))
            throw new UsageException($"'{path}' is a file; a folder is to be made there");
        if (!overwrite && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new UsageException(
                $"'{path}' is there already and holds something; add --overwrite to replace it with all that is in it, or choose " +
                "another name");
        string unfinished = path + ".unfinished", held = System.IO.Path.Combine(unfinished, LockName);
        try
        {
            Directory.CreateDirectory(unfinished);
            var stream = new FileStream(held, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            // What a killed process left.
            foreach (string file in Directory.EnumerateFiles(unfinished).Where(file => file != held))
                File.Delete(file);
            foreach (string folder in Directory.EnumerateDirectories(unfinished))
                Directory.Delete(folder, recursive: true);
            return new OutputFolder(path, stream);
        }
        catch (IOException exception) when (File.Exists(held))
        {
            throw new UsageException($"'{path}' is being written by another process; wait for it or choose another name", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Keeps other processes from filling the same folder, until it is disposed.</summary>
    /// <param name="path">The folder to fill step by step; created with its parents if missing.</param>
    /// <exception cref="UsageException">A file has that path, or another process holds it.</exception>
    public static IDisposable Hold(string path)
    {
        Ensure(path);
        try
        {
            return new FileStream(
                System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException exception)
        {
            throw new UsageException($"'{path}' is being filled by another process; wait for it or choose another folder", exception);
        }
    }

    /// <summary>Creates a folder that will be filled step by step, with its parents; an existing folder is left as it is.</summary>
    /// <exception cref="UsageException">A file has that path.</exception>
    public static void Ensure(string path)
    {
        if (File.Exists(path))
            throw new UsageException($"'{path}' is a file; a folder is to be made there");
        Directory.CreateDirectory(path);
    }

    /// <summary>Renames the folder to its final path, replacing an existing one if that was allowed.</summary>
    /// <exception cref="IntervenGenException">The folder cannot be renamed.</exception>
    public void Complete()
    {
        try
        {
            string replaced = Path + ".replaced";
            if (Directory.Exists(Path))
                Directory.Move(Path, replaced);
            File.Delete(System.IO.Path.Combine(Unfinished, LockName));
            Directory.Move(Unfinished, Path);
            _done = true;
            if (Directory.Exists(replaced))
                Directory.Delete(replaced, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IntervenGenException($"'{Path}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Releases the lock; deletes the unfinished folder if it was not completed.</summary>
    public void Dispose()
    {
        _held.Dispose();
        if (!_done && Directory.Exists(Unfinished))
            Directory.Delete(Unfinished, recursive: true);
    }
}
