using System.Diagnostics;
using IntervenGen.Core;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>One film being encoded: raw pictures go to ffmpeg, which writes the file.</summary>
internal sealed class Film : IDisposable
{
    private readonly Process _ffmpeg;
    private readonly Task<string> _errors;
    private readonly string _path;

    public Film(FilmEncoder encoder, IEpisodePictures pictures, int fps, string path)
    {
        _path = path;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", encoder.Arguments(pictures, fps, path))
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        _errors = _ffmpeg.StandardError.ReadToEndAsync();
    }

    /// <summary>Number of pictures taken so far.</summary>
    public long Pictures { get; private set; }

    /// <summary>Bytes of the file so far; ffmpeg holds back a little.</summary>
    public long Length => new FileInfo(_path) is { Exists: true } file ? file.Length : 0;

    /// <summary>Adds pictures.</summary>
    /// <param name="rgb">Shape [count, height, width, 3].</param>
    /// <param name="count">Their number.</param>
    public void Add(ReadOnlySpan<byte> rgb, int count)
    {
        try
        {
            _ffmpeg.StandardInput.BaseStream.Write(rgb);
            Pictures += count;
        }
        catch (IOException)
        {
            Fail();
        }
    }

    /// <summary>Ends the film.</summary>
    /// <exception cref="IntervenGenException">ffmpeg could not write it.</exception>
    public void Complete()
    {
        _ffmpeg.StandardInput.Close();
        _ffmpeg.WaitForExit();
        if (_ffmpeg.ExitCode != 0)
            Fail();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_ffmpeg.HasExited)
            _ffmpeg.Kill();
        _ffmpeg.WaitForExit();
        _ffmpeg.Dispose();
    }

    private void Fail() => throw new IntervenGenException(
        $"ffmpeg could not write '{_path}': {_errors.GetAwaiter().GetResult().Trim().ReplaceLineEndings(" ")}");
}
