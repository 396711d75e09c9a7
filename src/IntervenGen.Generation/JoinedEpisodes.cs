using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>Several datasets of one task as one source, with their episodes numbered consecutively.</summary>
/// <remarks>As thread-safe as the datasets, which the caller continues to own.</remarks>
public sealed class JoinedEpisodes : IEpisodeSource
{
    private readonly IReadOnlyList<IEpisodeSource> _sources;
    private readonly int[] _first;

    /// <summary>Joins datasets in the given order.</summary>
    /// <param name="sources">The datasets, at least one.</param>
    /// <exception cref="UsageException">The datasets are of different tasks, or their step layouts differ; the message names
    /// both.</exception>
    public JoinedEpisodes(IReadOnlyList<IEpisodeSource> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentOutOfRangeException.ThrowIfZero(sources.Count);
        foreach (IEpisodeSource source in sources)
        {
            if (source.Task != sources[0].Task)
                throw new UsageException($"sources of tasks '{sources[0].Task}' and '{source.Task}' cannot be joined");
            // States differ between simulators, and nothing of them is replayed.
            if (source.Layout.ObjectCount != sources[0].Layout.ObjectCount || source.Layout.ActionSize != sources[0].Layout.ActionSize)
                throw new UsageException(
                    $"sources of '{source.Task}' cannot be joined: one has {Shape(sources[0])}, another {Shape(source)}");
        }

        _sources = sources;
        _first = new int[sources.Count];
        for (int i = 1; i < sources.Count; i++)
            _first[i] = _first[i - 1] + sources[i - 1].Count;
    }

    /// <inheritdoc/>
    public string Task => _sources[0].Task;

    /// <summary>The first dataset's layout; the others may hold states of a different simulator.</summary>
    public EpisodeLayout Layout => _sources[0].Layout;

    /// <inheritdoc/>
    public int Count => _first[^1] + _sources[^1].Count;

    /// <summary>Index of a dataset's first episode in the joined numbering.</summary>
    public int FirstOf(int source) => _first[source];

    /// <inheritdoc/>
    public EpisodeSummary Summary(int episode) => Find(episode, out int own).Summary(own);

    /// <inheritdoc/>
    public string Describe(int episode) => Find(episode, out int own).Describe(own);

    /// <inheritdoc/>
    public EpisodeBuffer Read(int episode) => Find(episode, out int own).Read(own);

    private static string Shape(IEpisodeSource source) =>
        $"{source.Layout.ObjectCount} objects and {source.Layout.ActionSize} numbers in an action";

    private IEpisodeSource Find(int episode, out int own)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)episode, (uint)Count);
        int source = _sources.Count - 1;
        while (_first[source] > episode)
            source--;
        own = episode - _first[source];
        return _sources[source];
    }
}
