namespace IntervenGen.Core;

/// <summary>One output file being written: locked, written beside its final path, flushed to disk, and renamed last.</summary>
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

    /// <summary>The file's final path.</summary>
    public string Path { get; }

    /// <summary>
    /// Path to write to until <see cref="Complete"/>; empty at first, and locked against other processes. May be reopened by
    /// name.
    /// </summary>
    public string Unfinished => Path + ".unfinished";

    /// <summary>The open stream of the unfinished file, for writing without reopening it.</summary>
    public Stream Stream => _held;

    /// <summary>Reserves the path of a result before the work begins, so that an hour's result never finds its path taken.</summary>
    /// <param name="path">The file to create; missing parent folders are created.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <exception cref="UsageException">The path is taken, another process writes to it, or it is not writable.</exception>
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

    /// <summary>Rejects a path that is already taken.</summary>
    /// <param name="path">The file to create.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <exception cref="UsageException">The path is a folder, or a file that may not be replaced.</exception>
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

    /// <summary>Writes a whole file under the same rules.</summary>
    /// <param name="path">The file to create.</param>
    /// <param name="content">Its content.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, bool overwrite = false)
    {
        using OutputFile file = Create(path, overwrite);
        file.Stream.Write(content);
        file.Complete();
    }

    /// <summary>Writes a whole text as UTF-8 under the same rules.</summary>
    /// <param name="path">The file to create.</param>
    /// <param name="text">Its content.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    public static void Write(string path, string text, bool overwrite = false) =>
        Write(path, System.Text.Encoding.UTF8.GetBytes(text), overwrite);

    /// <summary>Flushes the bytes to disk and renames the file to its final path.</summary>
    /// <exception cref="IntervenGenException">The disk is full or failed, or the path was taken in the meantime; an existing file
    /// is untouched.</exception>
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

    /// <summary>Releases the lock; deletes the unfinished file if it was not completed.</summary>
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
