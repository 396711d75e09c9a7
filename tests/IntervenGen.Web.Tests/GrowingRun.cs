using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen.Web.Tests;

/// <summary>A dataset that grows by other episodes' steps, as that of a run does.</summary>
internal sealed class GrowingRun : IDisposable
{
    private readonly EpisodeStore _source;
    private readonly EpisodeStoreWriter _writer;

    /// <param name="source">The dataset whose episodes are taken, in turn.</param>
    /// <param name="folder">The new one.</param>
    public GrowingRun(string source, string folder)
    {
        _source = EpisodeStore.Open(source);
        StoreManifest manifest = _source.Manifest with { Totals = null };
        _writer = EpisodeStoreWriter.Create(folder, manifest, new StoreOptions { ShardBytes = manifest.ShardBytes });
    }

    public string Folder => _writer.Folder;

    /// <summary>Appends attempts, each with the first steps of an episode.</summary>
    public void Append(int attempts, int maxSteps = int.MaxValue)
    {
        for (int i = 0; i < attempts; i++)
        {
            int episode = (int)(_writer.NextAttempt % _source.Count);
            EpisodeBuffer whole = _source.Read(episode);
            int steps = Math.Min(maxSteps, whole.Count);
            var part = new EpisodeBuffer(whole.Layout, steps);
            whole.Bytes[..(steps * whole.Layout.Stride)].CopyTo(part.SetCount(steps));
            _writer.Append(_source.Summary(episode) with { Attempt = _writer.NextAttempt, Steps = steps }, part);
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _source.Dispose();
    }
}
