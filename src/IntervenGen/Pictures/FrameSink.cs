using IntervenGen.Core;

namespace IntervenGen;

/// <summary>Where the frames of a film go: an MP4 or GIF file, or PNG files in a folder, as the path says.</summary>
internal sealed class FrameSink : IDisposable
{
    private readonly VideoWriter? _video;
    private readonly OutputFolder? _folder;
    private readonly int _width, _height;
    private int _count;

    public FrameSink(
        string path, int width, int height, double framesPerSecond, FilmCaptions? captions, bool overwrite, CancellationToken cancellation)
    {
        (_width, _height) = (width, height);
        if (EpisodeRenderer.IsFilm(path))
            _video = new VideoWriter(path, width, height, framesPerSecond, captions?.ToText(), overwrite, cancellation);
        else
            _folder = OutputFolder.Create(path, overwrite);
    }

    /// <summary>Adds a frame: RGB, shape [height, width, 3].</summary>
    public void Add(ReadOnlySpan<byte> rgb)
    {
        if (_video is not null)
            _video.Add(rgb);
        else
            PngWriter.Write(Path.Combine(_folder!.Unfinished, $"frame-{_count:0000}.png"), rgb, _width, _height);
        _count++;
    }

    /// <summary>All frames are there.</summary>
    public void Complete()
    {
        _video?.Complete();
        _folder?.Complete();
    }

    public void Dispose()
    {
        _video?.Dispose();
        _folder?.Dispose();
    }
}
