using IntervenGen.Rendering;
using IntervenGen.Simulation;

namespace IntervenGen;

/// <summary>Small pictures of a lane, side by side in one file: a row for each episode.</summary>
internal sealed class ContactSheet : IDisposable
{
    private const int Gap = 4;

    private readonly SimulatedTask _task;
    private readonly VisibleWorld _world;
    private readonly PictureRenderer _renderer;
    private readonly int _columns, _width, _height;
    private readonly List<byte[]> _pictures = [];

    public ContactSheet(SimulatedTask task, int columns, int width)
    {
        _task = task;
        (_columns, _width, _height) = (columns, width, width * 3 / 4);
        _world = new VisibleWorld(task);
        try
        {
            _renderer = new PictureRenderer(_world.Model, _width, _height);
        }
        catch
        {
            _world.Dispose();
            throw;
        }
    }

    /// <summary>Adds a picture of a lane as it is now, wrong beliefs as ghosts.</summary>
    public void Add(SimulatedLane lane)
    {
        var ghosts = new List<Overlay>();
        GhostOverlays.Add(_task, lane.BelievedPose, lane.TruePose, ghosts);
        _world.Show(lane);
        var rgb = new byte[_renderer.ByteCount];
        _renderer.Draw(_world.Data, _task.Camera, ghosts.ToArray(), rgb);
        _pictures.Add(rgb);
    }

    /// <summary>Fills the row up with empty pictures.</summary>
    public void EndRow()
    {
        while (_pictures.Count % _columns != 0)
            _pictures.Add([]);
    }

    /// <summary>Writes the sheet.</summary>
    public void Write(string path, bool overwrite)
    {
        int rows = _pictures.Count / _columns, width = (_columns * (_width + Gap)) - Gap, height = Math.Max(
            1, (rows * (_height + Gap)) - Gap);
        var sheet = new byte[3 * width * height];
        Array.Fill(sheet, (byte)0xff);
        for (int i = 0; i < _pictures.Count; i++)
        {
            int left = i % _columns * (_width + Gap), top = i / _columns * (_height + Gap);
            for (int row = 0; row < _height && _pictures[i].Length > 0; row++)
                _pictures[i].AsSpan(3 * _width * row, 3 * _width).CopyTo(sheet.AsSpan(3 * (((top + row) * width) + left)));
        }

        PngWriter.Write(path, sheet, width, height, overwrite);
    }

    public void Dispose()
    {
        _renderer.Dispose();
        _world.Dispose();
    }
}
