using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>A store that appears under its name when it is whole, or not at all: what merging, splitting and importing write.</summary>
/// <remarks>
/// It grows under another name, locked like any store. What fails or is stopped removes it; what a killed process left there
/// is removed by the next with the same target.
/// </remarks>
internal sealed class StagedStore : IDisposable
{
    private readonly string _target;
    private bool _moved;

    private StagedStore(string target, EpisodeStoreWriter writer)
    {
        _target = target;
        Writer = writer;
    }

    /// <summary>Appends to it.</summary>
    public EpisodeStoreWriter Writer { get; }

    /// <summary>Starts a store.</summary>
    /// <param name="target">The folder <c>NAME.igen</c>; nothing may be there.</param>
    /// <param name="manifest">What it will hold.</param>
    /// <param name="options">How it is cut into files.</param>
    /// <exception cref="UsageException">Something is there, or another process makes it.</exception>
    public static StagedStore Create(string target, StoreManifest manifest, StoreOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        target = Path.TrimEndingDirectorySeparator(target);
        if (File.Exists(target))
            throw new UsageException($"'{target}' is a file; an episode store is a folder");
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new UsageException($"'{target}' is there already and holds something; choose another folder");
        string staging = target + ".unfinished";
        if (Directory.Exists(staging))
        {
            // Locked by whoever still writes there; free if that process was killed.
            StoreFolder.Lock(staging, target).Dispose();
            Directory.Delete(staging, recursive: true);
        }

        return new StagedStore(target, EpisodeStoreWriter.Create(staging, manifest, options));
    }

    /// <summary>Completes the store and gives it its name.</summary>
    /// <param name="check">Looks at the digest before the store appears; what it throws removes the store.</param>
    /// <returns>The digest.</returns>
    public string Complete(Action<string>? check = null)
    {
        string digest = Writer.Complete();
        check?.Invoke(digest);
        Publish();
        return digest;
    }

    /// <summary>Gives the store its name as it is: the beginning of a run, which goes on under that name.</summary>
    public void Publish()
    {
        Writer.Dispose();
        if (Directory.Exists(_target))
            Directory.Delete(_target);
        Directory.Move(Writer.Folder, _target);
        _moved = true;
    }

    /// <summary>Removes what was not completed.</summary>
    public void Dispose()
    {
        if (_moved)
            return;
        Writer.Dispose();
        if (Directory.Exists(Writer.Folder))
            Directory.Delete(Writer.Folder, recursive: true);
    }
}
