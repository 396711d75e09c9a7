using IntervenGen.Core;

namespace IntervenGen.Episodes.Pictures;

/// <summary>The right to write a dataset's pictures: one process at a time has it, and loses it with its end.</summary>
public sealed class PictureLock : IDisposable
{
    private readonly FileStream _lock;

    private PictureLock(string folder, FileStream held)
    {
        Folder = folder;
        _lock = held;
    }

    /// <summary>The folder <c>pictures</c> in the dataset's.</summary>
    internal string Folder { get; }

    /// <summary>Takes it.</summary>
    /// <exception cref="UsageException">Another process writes there, or the folder cannot be written.</exception>
    public static PictureLock Take(EpisodeStore dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        string folder = PictureStore.FolderOf(dataset.Folder);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{folder}' cannot be made: {exception.Message}", exception);
        }

        return new PictureLock(folder, StoreFolder.Lock(folder, folder));
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
