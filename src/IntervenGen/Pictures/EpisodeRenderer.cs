using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Numerics;
using IntervenGen.Rendering;

namespace IntervenGen;

/// <summary>Renders a stored episode: the scene, wrong beliefs as ghosts, and the end effector's path coloured by who acted.</summary>
internal sealed class EpisodeRenderer : IDisposable
{
    private const double PathRadius = 0.0025;

    private readonly IEpisodePicture _picture;
    private readonly PictureRenderer _renderer;
    private readonly List<Overlay> _overlays = [];
    private readonly byte[] _rgb;

    public EpisodeRenderer(EpisodeStore store, GivenModel? model, int width, int height)
    {
        _picture = EpisodeReplayer.HasForeignStates(store) ? new PosePicture(store) : new StatePicture(store, model);
        try
        {
            _renderer = new PictureRenderer(_picture.Model, width, height);
        }
        catch
        {
            _picture.Dispose();
            throw;
        }

        _rgb = new byte[_renderer.ByteCount];
    }

    /// <summary>What draws where that is the processor; null where it is not.</summary>
    public string? Software => _renderer.IsSoftware ? _renderer.Device : null;

    /// <summary>Whether a path asks for a film (<c>.mp4</c>) rather than images.</summary>
    public static bool IsFilm(string path) => path.EndsWith(".mp4", StringComparison.OrdinalIgnoreCase);

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
        return _rgb;
    }

    /// <summary>Renders every step of an episode, to an MP4 file or to PNG frames in a folder, as the path says.</summary>
    /// <returns>Number of frames written.</returns>
    public int Render(
        EpisodeBuffer episode, string path, bool overwrite, double controlPeriod, Action<int> progress, CancellationToken cancellation)
    {
        bool film = IsFilm(path);
        using VideoWriter? video = film
            ? new VideoWriter(path, _renderer.Width, _renderer.Height, 1 / controlPeriod, overwrite, cancellation)
            : null;
        using OutputFolder? frames = film ? null : OutputFolder.Create(path, overwrite);
        for (int step = 0; step < episode.Count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> rgb = Draw(episode, step);
            if (video is not null)
                video.Add(rgb);
            else
                PngWriter.Write(Path.Combine(frames!.Unfinished, $"frame-{step:0000}.png"), rgb, _renderer.Width, _renderer.Height);
            progress(step + 1);
        }

        video?.Complete();
        frames?.Complete();
        return episode.Count;
    }

    /// <summary>Renders one step to a PNG file.</summary>
    public void Save(EpisodeBuffer episode, int step, string path, bool overwrite) =>
        PngWriter.Write(path, Draw(episode, step), _renderer.Width, _renderer.Height, overwrite);

    public void Dispose()
    {
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
