using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>The source datasets of one generation, opened together.</summary>
internal sealed class SourceStores : IDisposable
{
    private readonly List<EpisodeStore> _stores = [];

    public SourceStores(IReadOnlyList<string> folders)
    {
        try
        {
            foreach (string folder in folders)
            {
                if (_stores.Any(store => Path.GetFullPath(store.Folder) == Path.GetFullPath(Path.TrimEndingDirectorySeparator(folder))))
                    throw new UsageException($"'{folder}' is given twice as a source: each of its episodes would be drawn twice as often");
                _stores.Add(EpisodeStore.Open(folder));
            }

            Joined = _stores.Count == 1 ? _stores[0] : new JoinedEpisodes(_stores);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyList<EpisodeStore> All => _stores;

    /// <summary>All episodes, numbered in the order of the folders.</summary>
    public IEpisodeSource Joined { get; }

    /// <summary>The operators of all datasets, each once, joined by plus signs.</summary>
    public string Operator => string.Join('+', _stores.Select(store => store.Manifest.Operator).Where(name => name.Length > 0).Distinct());

    /// <summary>Digest of the content: one digest alone, several as a list.</summary>
    public JsonNode Digest
    {
        get
        {
            JsonNode[] digests = [.. _stores.Select(store => JsonValue.Create(store.ComputeDigest()))];
            return digests is [var only] ? only : new JsonArray(digests);
        }
    }

    public void Dispose()
    {
        foreach (EpisodeStore store in _stores)
            store.Dispose();
    }
}
