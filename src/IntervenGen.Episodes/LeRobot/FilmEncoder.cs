using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>An encoder of ffmpeg with the settings that LeRobot records by default.</summary>
/// <param name="Name">Its name in ffmpeg.</param>
/// <param name="Codec">The name of its decoder, by which LeRobot knows the film.</param>
/// <param name="Crf">Constant quality.</param>
/// <param name="Preset">Its preset; null for its own default.</param>
internal sealed record FilmEncoder(string Name, string Codec, int Crf, int? Preset)
{
    /// <summary>Pictures between two that stand alone: every second, so that any one is decoded from two at most.</summary>
    public const int GroupSize = 2;

    // What libsvtav1 takes at least.
    private const int MinSide = 64;

    private static readonly FilmEncoder s_av1 = new("libsvtav1", "av1", 30, 12), s_h264 = new("libx264", "h264", 23, null);

    private static readonly Lazy<IReadOnlySet<string>> s_known = new(Encoders);

    /// <summary>The encoder for pictures of a size; null for PNG.</summary>
    /// <param name="wish">What is asked for.</param>
    /// <param name="pictures">The camera's pictures.</param>
    /// <exception cref="UsageException">What is asked for cannot be.</exception>
    public static FilmEncoder? For(LeRobotPictures wish, IEpisodePictures pictures)
    {
        // Two by two pixels share their colour.
        bool isEven = pictures.Width % 2 == 0 && pictures.Height % 2 == 0;
        bool isLarge = pictures.Width >= MinSide && pictures.Height >= MinSide;
        if (wish == LeRobotPictures.Png)
            return null;
        if (wish == LeRobotPictures.Auto)
            return !isEven ? null : isLarge && s_known.Value.Contains(s_av1.Name) ? s_av1
                : s_known.Value.Contains(s_h264.Name) ? s_h264
                : null;
        FilmEncoder encoder = wish == LeRobotPictures.Av1 ? s_av1 : s_h264;
        if (!isEven || (encoder == s_av1 && !isLarge))
            throw new UsageException(
                $"camera '{pictures.Camera}': pictures of {pictures.Width} x {pictures.Height} cannot be encoded by {encoder.Name}; both " +
                $"sides have to be even{(encoder == s_av1 ? $" and at least {MinSide}" : "")}");
        return s_known.Value.Contains(encoder.Name) ? encoder : throw new UsageException(
            $"ffmpeg with {encoder.Name} is not here; install it (apt-get install ffmpeg) or put pictures in as PNG");
    }

    /// <summary>What a feature says of its films.</summary>
    public JsonObject Facts(IEpisodePictures pictures, int fps) => new()
    {
        ["video.height"] = pictures.Height,
        ["video.width"] = pictures.Width,
        ["video.codec"] = Codec,
        ["video.pix_fmt"] = "yuv420p",
        ["video.is_depth_map"] = false,
        ["video.fps"] = fps,
        ["video.channels"] = 3,
        ["has_audio"] = false,
        ["is_depth_map"] = false,
        ["video.g"] = GroupSize,
        ["video.crf"] = Crf,
        ["video.preset"] = Preset,
        ["video.fast_decode"] = 0,
        ["video.extra_options"] = new JsonObject(),
        ["video.video_backend"] = "ffmpeg",
    };

    /// <summary>ffmpeg's arguments: raw pictures in, a film out whose bytes depend on nothing else.</summary>
    public IReadOnlyList<string> Arguments(IEpisodePictures pictures, int fps, string path) =>
    [
        "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", $"{pictures.Width}x{pictures.Height}", "-r", $"{fps}",
        "-i", "-", "-an", "-c:v", Name, "-pix_fmt", "yuv420p", "-g", $"{GroupSize}", "-crf", $"{Crf}",
        .. Preset is { } preset ? (string[])["-preset", $"{preset}"] : [],
        "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-f", "mp4", path,
    ];

    private static HashSet<string> Encoders()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("ffmpeg", ["-hide_banner", "-encoders"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string list = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            _ = errors.GetAwaiter().GetResult();
            IEnumerable<string[]> lines = list.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            return [.. lines.Where(words => words.Length > 1).Select(words => words[1])];
        }
        catch (Win32Exception)
        {
            return [];
        }
    }
}
