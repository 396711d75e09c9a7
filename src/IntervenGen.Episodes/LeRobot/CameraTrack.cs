using System.Text.Json.Nodes;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>Where an episode's pictures are in a film: the file, and seconds in it.</summary>
internal readonly record struct FilmPlace(FilePlace File, double From, double To);

/// <summary>One camera of an export: its pictures as films or as PNG in the data files, and their statistics. One thread.</summary>
internal sealed class CameraTrack : IDisposable
{
    private const long MaxFilmBytes = (long)LeRobotNames.VideoFileMegabytes << 20;

    // Read at a time, bytes: many small pictures, or one large.
    private const int ReadBytes = 1 << 20;

    private readonly IEpisodePictures _pictures;
    private readonly FilmEncoder? _encoder;
    private readonly string _root;
    private readonly int _fps;
    private readonly bool _isFilmAnEpisode;
    private readonly byte[] _buffer;
    private readonly PictureStatistics _sampled = new();
    private readonly List<byte[]> _pngs = [];
    private Film? _film;
    private FilePlace _file;

    public CameraTrack(IEpisodePictures pictures, LeRobotExportOptions options, string root, int fps)
    {
        _pictures = pictures;
        _encoder = FilmEncoder.For(options.PictureFormat, pictures);
        _root = root;
        _fps = fps;
        _isFilmAnEpisode = options.Version == LeRobotVersion.V21;
        PictureBytes = pictures.Width * pictures.Height * 3;
        _buffer = new byte[Math.Max(1, ReadBytes / PictureBytes) * PictureBytes];
        Name = LeRobotNames.ImagePrefix + pictures.Camera;
        Sheet = IsFilm ? null : new SheetColumn(Name, "image");
    }

    /// <summary>The feature's name.</summary>
    public string Name { get; }

    /// <summary>Whether the pictures are films; else they are a column.</summary>
    public bool IsFilm => _encoder is not null;

    /// <summary>The column of PNG; null for films.</summary>
    public SheetColumn? Sheet { get; }

    /// <summary>Where the last episode's pictures are.</summary>
    public FilmPlace Place { get; private set; }

    /// <summary>Statistics of the last episode.</summary>
    public FeatureStatistics Statistics { get; private set; } = new(PictureStatistics.Channels);

    /// <summary>Statistics of all episodes.</summary>
    public FeatureStatistics Total { get; } = new(PictureStatistics.Channels);

    private int PictureBytes { get; }

    /// <summary>The feature as <c>info.json</c> describes it.</summary>
    public JsonObject ToFeature()
    {
        var feature = new JsonObject
        {
            ["dtype"] = IsFilm ? "video" : "image",
            ["shape"] = new JsonArray(_pictures.Height, _pictures.Width, 3),
            ["names"] = new JsonArray("height", "width", "channels"),
        };
        if (_encoder is not null)
            feature["info"] = _encoder.Facts(_pictures, _fps);
        return feature;
    }

    /// <summary>Takes the pictures of a run of steps.</summary>
    /// <param name="source">The episode in the store.</param>
    /// <param name="place">Which of its steps, and LeRobot's episode.</param>
    public void Append(int source, in EpisodePlace place)
    {
        _pngs.Clear();
        _sampled.Begin(place.Count, _pictures.Width, _pictures.Height);
        if (IsFilm)
            _film ??= new Film(_encoder!, _pictures, _fps, Path.Combine(_root, PathOf(place.Episode)));
        long before = _film?.Pictures ?? 0;
        int most = _buffer.Length / PictureBytes;
        for (int taken = 0, count; taken < place.Count; taken += count)
        {
            count = Math.Min(most, place.Count - taken);
            Span<byte> rgb = _buffer.AsSpan(0, count * PictureBytes);
            _pictures.Read(source, place.First + taken, rgb);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> picture = rgb.Slice(i * PictureBytes, PictureBytes);
                _sampled.Add(picture);
                if (!IsFilm)
                    _pngs.Add(PngPicture.Encode(picture, _pictures.Width, _pictures.Height));
            }

            _film?.Add(rgb, count);
        }

        Statistics = _sampled.Compute();
        Total.Add(Statistics);
        Place = new FilmPlace(_file, before / (double)_fps, (before + place.Count) / (double)_fps);
        if (_film is not null && (_isFilmAnEpisode || _film.Length >= MaxFilmBytes))
            EndFilm();
    }

    /// <summary>Writes the episode's PNG as the next column.</summary>
    public void WriteTo(ParquetSheet sheet) => sheet.WritePictures(_pngs);

    /// <summary>Ends the last film.</summary>
    public void Complete() => EndFilm();

    /// <inheritdoc/>
    public void Dispose() => _film?.Dispose();

    private string PathOf(int episode) => _isFilmAnEpisode
        ? $"videos/chunk-{episode / LeRobotNames.ChunkSize:D3}/{Name}/episode_{episode:D6}.mp4"
        : _file.Path($"videos/{Name}", ".mp4");

    private void EndFilm()
    {
        _film?.Complete();
        _film?.Dispose();
        _file = _film is null ? _file : _file.Next;
        _film = null;
    }
}
