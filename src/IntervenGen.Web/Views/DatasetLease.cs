using IntervenGen.Episodes;

namespace IntervenGen.Web.Views;

/// <summary>A dataset as it was when a request came, and its scene; open until the request is answered.</summary>
internal sealed class DatasetLease(Shared<EpisodeStore> store, Shared<LazyScene> scene) : IDisposable
{
    public EpisodeStore Store => store.Value;

    public LazyScene Scene => scene.Value;

    public void Dispose()
    {
        store.Release();
        scene.Release();
    }
}
