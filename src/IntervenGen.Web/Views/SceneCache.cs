using IntervenGen.Episodes;
using IntervenGen.Web.Scenes;

namespace IntervenGen.Web.Views;

/// <summary>A scene that is open, and what the page is told about it.</summary>
/// <param name="scene">The scene.</param>
internal sealed class OpenScene(IScene scene) : IDisposable
{
    /// <summary>Held while the scene is used: it has one lane.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The scene; under <see cref="Gate"/>.</summary>
    public IScene Scene { get; } = scene;

    /// <summary>Its description as JSON.</summary>
    public byte[] Json { get; } = SceneJson.Of(scene.Description);

    public void Dispose() => Scene.Dispose();
}

/// <summary>Scenes of the tasks that somebody looks at. Many datasets of one task have one scene.</summary>
/// <remarks>A scene is megabytes of compiled model outside the collected heap. Any thread; opening one takes a while.</remarks>
internal sealed class SceneCache(ISceneSource source, TimeProvider clock) : IDisposable
{
    private const int MaxScenes = 3;

    private readonly Shelf<OpenScene> _shelf = new(MaxScenes, long.MaxValue, TimeSpan.FromMinutes(2), clock);

    public int Count => _shelf.Count;

    /// <summary>The scene of a dataset; release what is returned.</summary>
    /// <exception cref="Core.UsageException">The task or its model is not to be had here.</exception>
    public Shared<OpenScene> Open(StoreManifest manifest)
    {
        var name = new SceneName(InputTask.Of(manifest), EpisodeReplayer.RobotOf(manifest), manifest.ModelHash, manifest.StateSize)
        {
            Observability = EpisodeReplayer.ObservabilityOf(manifest),
            Error = EpisodeReplayer.ErrorOf(manifest),
            Drops = EpisodeReplayer.DropsOf(manifest),
        };
        string key = name.ToString();
        return _shelf.Find(key) ?? _shelf.Put(key, new OpenScene(source.Open(name)), 0, _ => true);
    }

    /// <summary>Closes what nobody has looked at for a while.</summary>
    public void CloseIdle() => _shelf.RemoveIdle();

    public void Dispose() => _shelf.Dispose();
}
