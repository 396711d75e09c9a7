namespace IntervenGen.Core;

/// <summary>One result folder in progress, by the rules of <see cref="OutputFile"/>: filled beside its place, and renamed last.</summary>
/// <remarks>For a handful of files that belong together, such as the pictures of a film. One thread at a time.</remarks>
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

    /// <summary>Where the folder will be.</summary>
    public string Path { get; }

    /// <summary>Where to put the files until then.</summary>
    public string Unfinished => Path + ".unfinished";

    /// <summary>Claims a place for a folder.</summary>
    /// <param name="path">The folder to be made; those above it are made as well.</param>
    /// <param name="overwrite">Whether a folder that holds something may be replaced, with all that is in it.</param>
    /// <exception cref="UsageException">Something is there, another process writes there, or the place cannot be written.</exception>
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

    /// <summary>Makes a folder that is to be filled step by step, with those above it; one that is there stays as it is.</summary>
    /// <exception cref="UsageException">A file has that name.</exception>
    public static void Ensure(string path)
    {
        if (File.Exists(path))
            throw new UsageException($"'{path}' is a file; a folder is to be made there");
        Directory.CreateDirectory(path);
    }

    /// <summary>Gives the folder its name, in the place of one that was to be replaced.</summary>
    /// <exception cref="IntervenGenException">It cannot be renamed.</exception>
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

    /// <summary>Ends the lock; removes what was not completed.</summary>
    public void Dispose()
    {
        _held.Dispose();
        if (!_done && Directory.Exists(Unfinished))
            Directory.Delete(Unfinished, recursive: true);
    }
}
