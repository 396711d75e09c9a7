namespace IntervenGen.Core;

/// <summary>One result file in progress: locked and written beside its place, brought to the disk, and renamed last.</summary>
/// <remarks>
/// <list type="number">
/// <item>A file that is there already is refused, unless it is to be replaced; so is a folder.</item>
/// <item>The work goes to <see cref="Unfinished"/>, which is locked: a second process with the same target is told, and a killed one leaves
/// no lock.</item>
/// <item><see cref="Complete"/> waits until the bytes are on the disk and renames the file: at every moment the name holds the whole old
/// file or the whole new one.</item>
/// <item>Without it, disposing removes the unfinished file.</item>
/// </list>
/// One thread at a time.
/// </remarks>
public sealed class OutputFile : IDisposable
{
    private readonly FileStream _held;
    private readonly bool _overwrite;
    private bool _done;

    private OutputFile(string path, FileStream held, bool overwrite)
    {
        Path = path;
        _held = held;
        _overwrite = overwrite;
    }

    /// <summary>Where the file will be.</summary>
    public string Path { get; }

    /// <summary>Where to write it until then; empty, and locked against other processes. May be opened anew by its name.</summary>
    public string Unfinished => Path + ".unfinished";

    /// <summary>The unfinished file, to be written without opening it anew.</summary>
    public Stream Stream => _held;

    /// <summary>Claims a place for a result, before the work: an hour's result must not find its place taken.</summary>
    /// <param name="path">The file to be made; folders above it are made as well.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <exception cref="UsageException">Something is there, another process writes there, or the place cannot be written.</exception>
    public static OutputFile Create(string path, bool overwrite = false)
    {
        Check(path, overwrite);
        string unfinished = path + ".unfinished";
        FileStream? held = null;
        try
        {
            if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) is { } above)
                Directory.CreateDirectory(above);
            held = new FileStream(unfinished, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16);
            // What a killed process left.
            held.SetLength(0);
            return new OutputFile(path, held, overwrite);
        }
        catch (IOException exception) when (held is null && File.Exists(unfinished))
        {
            throw new UsageException($"'{path}' is being written by another process; wait for it or choose another name", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new UsageException($"'{path}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Refuses a place that is taken.</summary>
    /// <param name="path">The file to be made.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <exception cref="UsageException">A folder is there, or a file that may not be replaced.</exception>
    public static void Check(string path, bool overwrite)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (System.IO.Path.EndsInDirectorySeparator(path))
            throw new UsageException($"'{path}' ends like a folder; a file is to be written there: give it a name");
        // A device or a pipe would be replaced by a file, and whoever reads from it would wait for ever.
        if (File.Exists(path)
            && (File.GetAttributes(path) & (FileAttributes.Device | FileAttributes.ReparsePoint)) == FileAttributes.Device)
            throw new UsageException($"'{path}' is no regular file, and is not replaced by one; choose another name");
        if (Directory.Exists(path))
            throw new UsageException($"'{path}' is a folder; a file is to be written there");
        if (!overwrite && File.Exists(path))
            throw new UsageException($"'{path}' is there already; add --overwrite to replace it, or choose another name");
    }

    /// <summary>Writes a whole file by the same rules.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, bool overwrite = false)
    {
        using OutputFile file = Create(path, overwrite);
        file.Stream.Write(content);
        file.Complete();
    }

    /// <summary>Writes a whole text, UTF-8, by the same rules.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its text.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    public static void Write(string path, string text, bool overwrite = false) =>
        Write(path, System.Text.Encoding.UTF8.GetBytes(text), overwrite);

    /// <summary>Brings the bytes to the disk and gives the file its name.</summary>
    /// <exception cref="IntervenGenException">The disk is full or fails, or the name was taken meanwhile; an earlier file is
    /// untouched.</exception>
    public void Complete()
    {
        try
        {
            _held.Flush(flushToDisk: true);
            File.Move(Unfinished, Path, _overwrite);
            _done = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IntervenGenException($"'{Path}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Ends the lock; removes what was not completed.</summary>
    public void Dispose()
    {
        if (!_done)
        {
            // The reason for giving up is being thrown already; the next run takes over what stays.
            Try(() => File.Delete(Unfinished));
            // A library that still has it open would keep its room. On a full disk this fails for what is still to be written.
            Try(() => _held.SetLength(0));
        }

        try
        {
            _held.Dispose();
        }
        catch (IOException) when (!_done)
        {
            // Buffered bytes of a file that nobody will read.
        }
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
