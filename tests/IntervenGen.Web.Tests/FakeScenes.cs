using IntervenGen.Core;
using IntervenGen.Web.Scenes;

namespace IntervenGen.Web.Tests;

/// <summary>Scenes of nothing, counted.</summary>
internal sealed class FakeScenes : ISceneSource
{
    public int Opened { get; private set; }

    public int Closed { get; private set; }

    /// <summary>What opening a scene waits for; null for nothing.</summary>
    public ManualResetEventSlim? Wait { get; set; }

    public IScene Open(SceneName name)
    {
        Opened++;
        Wait?.Wait();
        return new FakeScene(() => Closed++);
    }
}

/// <summary>A scene of one body.</summary>
internal sealed class FakeScene(Action? closed = null) : IScene
{
    public SceneDescription Description { get; } = new(1, [], [], [], new SceneCamera(default, 1, 0, 0));

    public void Place(ReadOnlySpan<double> state, Span<float> bodies) => bodies[..7].Clear();

    public void Place(IEnvironment environment, Span<float> bodies) => bodies[..7].Clear();

    public void Dispose() => closed?.Invoke();
}
