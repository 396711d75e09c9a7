using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen.Web.Views;

/// <summary>Datasets that somebody looks at, each opened once; one that has grown or changed is opened anew.</summary>
/// <remarks>
/// A run that is watched grows every few seconds for hours, so what is replaced is closed as soon as nobody reads from it.
/// </remarks>
internal sealed class DatasetCache : IDisposable
{
    private readonly Dictionary<string, Entry> _open = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>The dataset in a folder; dispose what is returned.</summary>
    /// <exception cref="UsageException">There is none, or none any more.</exception>
    /// <exception cref="EpisodeFormatException">It is damaged.</exception>
    public DatasetLease Open(string folder)
    {
        lock (_lock)
        {
            _open.TryGetValue(folder, out Entry? entry);
            if (!EpisodeStore.Exists(folder))
            {
                if (entry is null)
                    throw new UsageException($"'{Path.GetFileName(folder)}' is not a dataset");
                _open.Remove(folder);
                entry.Release();
                throw new UsageException($"'{Path.GetFileName(folder)}' was deleted while it was open");
            }

            DateTime stamp = StampOf(folder);
            if (entry is null || entry.Stamp != stamp)
            {
                Entry opened = Reopen(folder, stamp, entry);
                entry?.Release();
                _open[folder] = entry = opened;
            }

            return new DatasetLease(entry.Store.Hold(), entry.Scene.Hold());
        }
    }

    /// <summary>When a dataset's files last changed; the smallest time where they vanish meanwhile.</summary>
    public static DateTime StampOf(string folder)
    {
        try
        {
            return Directory.EnumerateFiles(folder).Select(File.GetLastWriteTimeUtc).DefaultIfEmpty().Max();
        }
        catch (DirectoryNotFoundException)
        {
            return default;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (Entry entry in _open.Values)
                entry.Release();
            _open.Clear();
        }
    }

    private static Entry Reopen(string folder, DateTime stamp, Entry? before)
    {
        var store = EpisodeStore.Open(folder);
        Shared<LazyScene> scene = before?.Scene.Value.Shows(store.Manifest) == true
            ? before.Scene.Hold()
            : new Shared<LazyScene>(new LazyScene(store.Manifest.Task, store.Manifest.ModelHash));
        return new Entry(new Shared<EpisodeStore>(store), scene, stamp);
    }

    private sealed record Entry(Shared<EpisodeStore> Store, Shared<LazyScene> Scene, DateTime Stamp)
    {
        public void Release()
        {
            Store.Release();
            Scene.Release();
        }
    }
}
