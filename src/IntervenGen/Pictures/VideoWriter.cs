using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen;

/// <summary>Encodes raw frames into an MP4 file by piping them to ffmpeg.</summary>
internal sealed class VideoWriter : IDisposable
{
    private readonly Process _ffmpeg;
    private readonly Task<string> _errors;
    private readonly OutputFile _output;
    private readonly CancellationToken _cancellation;

    /// <remarks>The film gets its final name when it is complete, so a failure leaves an existing file untouched.</remarks>
    public VideoWriter(string path, int width, int height, double framesPerSecond, bool overwrite, CancellationToken cancellation)
    {
        EpisodeStore.RequireOutside(path);
        _output = OutputFile.Create(path, overwrite);
        _cancellation = cancellation;
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardInput = true, RedirectStandardError = true };
        string rate = framesPerSecond.ToString(CultureInfo.InvariantCulture);
        foreach (string argument in (string[])[
            "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", $"{width}x{height}", "-r", rate, "-i", "-",
            "-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "20", "-movflags", "+faststart", "-f", "mp4", _output.Unfinished])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            _ffmpeg = Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            _output.Dispose();
            throw new NativeException(
                "ffmpeg", "start", exception.NativeErrorCode, "not found; install it (apt-get install ffmpeg) or render to a folder of " +
                "PNG frames");
        }

        _errors = _ffmpeg.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    public void Add(ReadOnlySpan<byte> rgb)
    {
        try
        {
            _ffmpeg.StandardInput.BaseStream.Write(rgb);
        }
        catch (IOException)
        {
            Fail();
        }
    }

    /// <summary>Finishes the film and checks that ffmpeg accepted it.</summary>
    public void Complete()
    {
        _ffmpeg.StandardInput.Close();
        _ffmpeg.WaitForExit();
        if (_ffmpeg.ExitCode != 0)
            Fail();
        _output.Complete();
    }

    public void Dispose()
    {
        if (!_ffmpeg.HasExited)
            _ffmpeg.Kill();
        _ffmpeg.WaitForExit();
        _ffmpeg.Dispose();
        _output.Dispose();
    }

    private void Fail()
    {
        // Ctrl-C reaches ffmpeg too: its end is then no fault.
        _cancellation.ThrowIfCancellationRequested();
        throw new IntervenGenException(
            $"ffmpeg could not write '{_output.Path}': {_errors.GetAwaiter().GetResult().Trim().ReplaceLineEndings(" ")}");
    }
}
