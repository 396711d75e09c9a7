using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen.Web.Views;

/// <summary>Datasets that somebody looks at; one that has grown or changed is opened anew.</summary>
/// <remarks>
/// A run that is watched grows every few seconds for hours, so what is replaced is closed as soon as nobody reads from it.
/// Nothing is asked of the disk under a lock: a dataset whose disk hangs is nobody else's trouble. Any thread.
/// </remarks>
/// <param name="open">Opens the store in a folder.</param>
/// <param name="clock">The time.</param>
internal sealed class DatasetCache(Func<string, EpisodeStore> open, TimeProvider clock) : IDisposable
{
    // The page looks at one; a few more make going to and fro quick.
    private const int MaxDatasets = 8;
    private const long MaxBytes = 64 << 20;

    private readonly Shelf<OpenDataset> _shelf = new(MaxDatasets, MaxBytes, TimeSpan.FromMinutes(1), clock);

    public int Count => _shelf.Count;

    /// <summary>The dataset in a folder; release what is returned.</summary>
    /// <exception cref="UsageException">There is none, or none any more.</exception>
    /// <exception cref="EpisodeFormatException">It is damaged.</exception>
    public Shared<OpenDataset> Open(string folder)
    {
        if (!EpisodeStore.Exists(folder))
        {
            string what = _shelf.Remove(folder) ? "was deleted while it was open" : "is not a dataset";
            throw new UsageException($"'{Path.GetFileName(folder)}' {what}");
        }

        DateTime stamp = StampOf(folder);
        if (_shelf.Find(folder) is { } found)
        {
            if (found.Value.Stamp == stamp)
                return found;
            found.Release();
        }

        var opened = new OpenDataset(open(folder), stamp);
        return _shelf.Put(folder, opened, opened.Bytes, other => other.Stamp == stamp);
    }

    /// <summary>Closes what nobody has looked at for a while.</summary>
    public void CloseIdle() => _shelf.RemoveIdle();

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

    public void Dispose() => _shelf.Dispose();
}
