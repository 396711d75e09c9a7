using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Numerics;
using IntervenGen.Rendering;

namespace IntervenGen;

/// <summary>Renders a stored episode: the scene, wrong beliefs as ghosts, and the end effector's path coloured by who acted.</summary>
internal sealed class EpisodeRenderer : IDisposable
{
    private const double PathRadius = 0.0025;
    private const int CaptionMargin = 10, MinCaption = 10;

    private readonly IEpisodePicture _picture;
    private readonly PictureRenderer _renderer = null!;
    private readonly List<Overlay> _overlays = [];
    private readonly InsetView? _inset;
    private readonly IReadOnlyList<string> _objects;
    private readonly byte[] _rgb;

    /// <param name="store">The dataset.</param>
    /// <param name="model">The custom model it was made with; null for the task's own.</param>
    /// <param name="width">Width of a picture, pixels.</param>
    /// <param name="height">Height of a picture, pixels.</param>
    /// <param name="inset">Name of the camera whose picture is shown in the corner; null for none.</param>
    public EpisodeRenderer(EpisodeStore store, GivenModel? model, int width, int height, string? inset = null)
    {
        _objects = store.Manifest.Objects;
        _picture = EpisodeReplayer.HasForeignStates(store) ? new PosePicture(store) : new StatePicture(store, model);
        try
        {
            MountedCamera? camera = inset is null ? null : _picture.Find(inset);
            _renderer = new PictureRenderer(_picture.Model, width, height);
            _inset = camera is null ? null : new InsetView(_picture.Model, camera, width, height);
        }
        catch
        {
            _renderer?.Dispose();
            _picture.Dispose();
            throw;
        }

        _rgb = new byte[_renderer.ByteCount];
    }

    /// <summary>What draws where that is the processor; null where it is not.</summary>
    public string? Software => _renderer.IsSoftware ? _renderer.Device : null;

    /// <summary>Whether a path asks for a film (<c>.mp4</c>, <c>.gif</c>) rather than images.</summary>
    public static bool IsFilm(string path) => path.EndsWith(".mp4", StringComparison.OrdinalIgnoreCase) || VideoWriter.IsGif(path);

    /// <summary>Renders the state before one step: RGB, shape [height, width, 3]; valid until the next call.</summary>
    public ReadOnlySpan<byte> Draw(EpisodeBuffer episode, int step)
    {
        _overlays.Clear();
        _picture.Show(episode, step, _overlays);
        for (int t = 0; t <= step; t++)
        {
            (float red, float green, float blue) = Colour(episode.Mode(t));
            _overlays.Add(new Overlay(OverlayShape.Sphere, new Vec3(PathRadius, 0, 0), episode.Eef(t), red, green, blue));
        }

        _renderer.Draw(_picture.Data, _picture.Camera, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_overlays), _rgb);
        _inset?.Draw(_picture.Data, _rgb);
        return _rgb;
    }

    /// <summary>Renders every step of an episode, to a film or to PNG frames in a folder, as the path says.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="path">Where to.</param>
    /// <param name="overwrite">Whether a result that is there is replaced.</param>
    /// <param name="controlPeriod">Seconds between two frames.</param>
    /// <param name="captions">Whether a film says who drives and what is believed.</param>
    /// <param name="progress">Is told the number of frames so far.</param>
    /// <param name="cancellation">Stops between frames.</param>
    /// <returns>Number of frames written.</returns>
    public int Render(
        EpisodeBuffer episode, string path, bool overwrite, double controlPeriod, bool captions, Action<int> progress,
        CancellationToken cancellation)
    {
        FilmCaptions? words = captions ? new FilmCaptions(_renderer.Width, _renderer.Height, 1 / controlPeriod) : null;
        words?.Add(episode, _objects, CaptionMargin, CaptionMargin, Math.Max(MinCaption, _renderer.Height / 24), episode.Count);
        using var sink = new FrameSink(path, _renderer.Width, _renderer.Height, 1 / controlPeriod, words, overwrite, cancellation);
        for (int step = 0; step < episode.Count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            sink.Add(Draw(episode, step));
            progress(step + 1);
        }

        sink.Complete();
        return episode.Count;
    }

    /// <summary>Renders one step to a PNG file.</summary>
    public void Save(EpisodeBuffer episode, int step, string path, bool overwrite) =>
        PngWriter.Write(path, Draw(episode, step), _renderer.Width, _renderer.Height, overwrite);

    public void Dispose()
    {
        _inset?.Dispose();
        _renderer.Dispose();
        _picture.Dispose();
    }

    private static (float Red, float Green, float Blue) Colour(StepMode mode) => mode switch
    {
        StepMode.Policy or StepMode.Mistake => (0.85f, 0.2f, 0.2f),
        StepMode.Interpolation => (0.95f, 0.75f, 0.15f),
        StepMode.Replay => (0.2f, 0.7f, 0.3f),
        _ => (0.2f, 0.45f, 0.9f),
    };
}
