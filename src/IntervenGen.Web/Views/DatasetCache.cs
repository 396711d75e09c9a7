using System.Collections.Concurrent;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Web.Scenes;

namespace IntervenGen.Web.Views;

/// <summary>A dataset that somebody looks at, opened once, with its scene once that is asked for.</summary>
/// <remarks>Readers share it; its scene is used under <see cref="Gate"/>.</remarks>
internal sealed class OpenDataset(EpisodeStore store, DateTime stamp) : IDisposable
{
    private IScene? _scene;

    public EpisodeStore Store { get; } = store;

    /// <summary>When its files last changed before it was opened.</summary>
    public DateTime Stamp { get; } = stamp;

    public Lock Gate { get; } = new();

    public IScene Scene(ISceneSource source) => _scene ??= source.Open(Store);

    public void Dispose()
    {
        lock (Gate)
            _scene?.Dispose();
        Store.Dispose();
    }
}

/// <summary>Datasets by folder; one that has grown or changed is opened anew.</summary>
internal sealed class DatasetCache : IDisposable
{
    private readonly ConcurrentDictionary<string, OpenDataset> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<OpenDataset> _replaced = [];
    private readonly Lock _opening = new();

    /// <summary>The dataset in a folder.</summary>
    /// <exception cref="UsageException">There is none, or none any more.</exception>
    /// <exception cref="EpisodeFormatException">It is damaged.</exception>
    public OpenDataset Open(string folder)
    {
        lock (_opening)
        {
            if (!EpisodeStore.Exists(folder))
            {
                if (_open.TryRemove(folder, out OpenDataset? gone))
                {
                    _replaced.Add(gone);
                    throw new UsageException($"'{Path.GetFileName(folder)}' was deleted while it was open");
                }

                throw new UsageException($"'{Path.GetFileName(folder)}' is not a dataset");
            }

            DateTime stamp = Directory.EnumerateFiles(folder).Max(File.GetLastWriteTimeUtc);
            if (_open.TryGetValue(folder, out OpenDataset? dataset) && dataset.Stamp == stamp)
                return dataset;
            var opened = new OpenDataset(EpisodeStore.Open(folder), stamp);
            // Somebody may be reading from the old one: it is closed with the server.
            if (dataset is not null)
                _replaced.Add(dataset);
            _open[folder] = opened;
            return opened;
        }
    }

    public void Dispose()
    {
        foreach (OpenDataset dataset in _open.Values.Concat(_replaced))
            dataset.Dispose();
    }
}
