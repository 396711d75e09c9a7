using IntervenGen.Episodes;
using IntervenGen.Web.Scenes;

namespace IntervenGen.Web.Views;

/// <summary>The scene of a dataset, opened once somebody wants to see it.</summary>
/// <remarks>A scene does not depend on the episodes, so it outlives a store that has grown and is opened anew.</remarks>
internal sealed class LazyScene(string task, string modelHash) : IDisposable
{
    private IScene? _scene;

    /// <summary>Held while the scene is used: it has one lane.</summary>
    public Lock Gate { get; } = new();

    public bool Shows(StoreManifest manifest) => manifest.Task == task && manifest.ModelHash == modelHash;

    /// <summary>The scene; under <see cref="Gate"/>.</summary>
    /// <exception cref="Core.UsageException">The task or its model is not to be had here.</exception>
    public IScene Open(ISceneSource source, EpisodeStore store) => _scene ??= source.Open(store);

    public void Dispose()
    {
        lock (Gate)
            _scene?.Dispose();
    }
}
