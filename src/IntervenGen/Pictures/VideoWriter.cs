using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen;

/// <summary>Encodes raw frames into an MP4 or GIF file by piping them to ffmpeg.</summary>
internal sealed class VideoWriter : IDisposable
{
    private const string CaptionFile = "captions.ass";
    private const string GifFilter = "fps=10,split[a][b];[a]palettegen[colours];[b][colours]paletteuse=dither=bayer";

    private static readonly string[] s_mp4 =
        ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "20", "-movflags", "+faststart", "-f", "mp4"];
    private static readonly string[] s_gif = ["-f", "gif"];

    private readonly Process _ffmpeg;
    private readonly Task<string> _errors;
    private readonly OutputFile _output;
    private readonly ScratchFolder? _scratch;
    private readonly CancellationToken _cancellation;

    /// <remarks>The film gets its final name when it is complete, so a failure leaves an existing file untouched.</remarks>
    public VideoWriter(
        string path, int width, int height, double framesPerSecond, string? captions, bool overwrite, CancellationToken cancellation)
    {
        EpisodeStore.RequireOutside(path);
        _output = OutputFile.Create(path, overwrite);
        _cancellation = cancellation;
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardInput = true, RedirectStandardError = true };
        string rate = framesPerSecond.ToString(CultureInfo.InvariantCulture);
        if (captions is not null)
        {
            // A filter's argument has characters of its own; the file's name has none of them, and its folder is where ffmpeg starts.
            _scratch = new ScratchFolder(null);
            File.WriteAllText(Path.Combine(_scratch.Path, CaptionFile), captions);
            start.WorkingDirectory = _scratch.Path;
        }

        bool isGif = IsGif(path);
        string[] filters =
        [
            .. captions is null ? Array.Empty<string>() : [$"subtitles={CaptionFile}"],
            // Half the frames, and colours chosen for this film.
            .. isGif ? [GifFilter] : Array.Empty<string>(),
        ];
        foreach (string argument in (string[])[
            "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", $"{width}x{height}", "-r", rate, "-i", "-",
            .. filters.Length == 0 ? Array.Empty<string>() : ["-vf", string.Join(',', filters)],
            .. isGif ? s_gif : s_mp4, Path.GetFullPath(_output.Unfinished)])
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
            _scratch?.Dispose();
            throw new NativeException(
                "ffmpeg", "start", exception.NativeErrorCode, "not found; install it (apt-get install ffmpeg) or render to a folder of " +
                "PNG frames");
        }

        _errors = _ffmpeg.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>Whether a path asks for a GIF.</summary>
    public static bool IsGif(string path) => path.EndsWith(".gif", StringComparison.OrdinalIgnoreCase);

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
        _scratch?.Dispose();
    }

    private void Fail()
    {
        // Ctrl-C reaches ffmpeg too: its end is then no fault.
        _cancellation.ThrowIfCancellationRequested();
        throw new IntervenGenException(
            $"ffmpeg could not write '{_output.Path}': {_errors.GetAwaiter().GetResult().Trim().ReplaceLineEndings(" ")}");
    }
}
