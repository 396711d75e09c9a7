using IntervenGen.Episodes;
using IntervenGen.Episodes.Pictures;

namespace IntervenGen;

/// <summary>The colour pictures of a dataset that go along with an export.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class StoredPictures : IDisposable
{
    private readonly List<PictureStore> _sets = [];

    /// <summary>Opens them.</summary>
    /// <param name="store">The dataset.</param>
    /// <param name="cameras">Whose pictures; null for all that are there.</param>
    /// <exception cref="Core.UsageException">A camera has none; the message says how to make them.</exception>
    public StoredPictures(EpisodeStore store, IReadOnlyList<string>? cameras)
    {
        try
        {
            foreach (string camera in cameras ?? [.. PictureStore.List(store)
                .Where(format => format.Kind == PictureKind.Rgb).Select(format => format.Camera.Name)])
                _sets.Add(PictureStore.Open(store, camera, PictureKind.Rgb));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>One set a camera.</summary>
    public IReadOnlyList<IEpisodePictures> Sets => _sets;

    public void Dispose()
    {
        foreach (PictureStore set in _sets)
            set.Dispose();
    }
}
