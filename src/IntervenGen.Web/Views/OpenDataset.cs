using IntervenGen.Episodes;

namespace IntervenGen.Web.Views;

/// <summary>A store that was opened, and when its files had last changed then.</summary>
internal sealed class OpenDataset(EpisodeStore store, DateTime stamp) : IDisposable
{
    // What the index keeps for each attempt, with room; the rest of an open store is handles and its manifest.
    private const int BytesOfAttempt = 160, BytesOfStore = 64 << 10;

    public EpisodeStore Store { get; } = store;

    public DateTime Stamp { get; } = stamp;

    public long Bytes => BytesOfStore + ((long)BytesOfAttempt * Store.AttemptCount);

    public void Dispose() => Store.Dispose();
}
