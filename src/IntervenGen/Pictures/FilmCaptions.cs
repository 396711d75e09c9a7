using System.Globalization;
using System.Text;
using IntervenGen.Core;

namespace IntervenGen;

/// <summary>Words over a film: who drives, and how wrong the robot's belief is; in the form of Advanced SubStation Alpha.</summary>
/// <param name="width">Width of the film, pixels.</param>
/// <param name="height">Height of the film, pixels.</param>
/// <param name="framesPerSecond">Frames a second.</param>
internal sealed class FilmCaptions(int width, int height, double framesPerSecond)
{
    // Nearer than this, a belief is right.
    private const double BelievedEnough = 1e-3;

    private readonly List<(int From, int To, int X, int Y, int Size, string Words)> _lines = [];

    /// <summary>Adds what is said of an episode from its first frame on.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="objects">The objects' names.</param>
    /// <param name="x">Left edge of the words, pixels.</param>
    /// <param name="y">Upper edge of the words, pixels.</param>
    /// <param name="size">Height of a line, pixels.</param>
    /// <param name="frames">Number of frames for which the last words stay.</param>
    /// <param name="name">What comes before the words, such as the episode's number; empty for nothing.</param>
    public void Add(EpisodeBuffer episode, IReadOnlyList<string> objects, int x, int y, int size, int frames, string name = "")
    {
        string prefix = name.Length > 0 ? $"{name} · " : "", words = "";
        int from = 0;
        for (int step = 0; step <= episode.Count; step++)
        {
            string now = step < episode.Count ? prefix + Words(episode, step, objects) : "";
            if (now == words)
                continue;
            // What is true of the last step stays on the picture that stays.
            if (words.Length > 0)
                _lines.Add((from, step == episode.Count ? frames : step, x, y, size, words));
            (from, words) = (step, now);
        }
    }

    /// <summary>The file that ffmpeg's <c>subtitles</c> filter reads.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            [Script Info]
            ScriptType: v4.00+
            PlayResX: {width}
            PlayResY: {height}
            WrapStyle: 2

            [V4+ Styles]
            Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BackColour, BorderStyle, Outline, Shadow, Alignment
            Style: Words,DejaVu Sans,20,&H00FFFFFF,&H60291F10,&H60291F10,3,3,0,7

            [Events]
            Format: Layer, Start, End, Style, Text

            """);
        foreach ((int from, int to, int x, int y, int size, string words) in _lines)
        {
            text.Append(
                CultureInfo.InvariantCulture, $"Dialogue: 0,{Time(from)},{Time(to)},Words,{{\\pos({x},{y})\\fs{size}}}{Escaped(words)}\n");
        }

        return text.ToString();
    }

    /// <summary>Who drives at a step, and what the robot believes wrongly then.</summary>
    public static string Words(EpisodeBuffer episode, int step, IReadOnlyList<string> objects)
    {
        string mode = episode.Mode(step) switch
        {
            StepMode.Policy => "policy",
            StepMode.Interpolation => "approach",
            StepMode.Replay => "replayed recovery",
            StepMode.Mistake => "mistake",
            _ => "operator",
        };
        (string thing, double off) = ("", BelievedEnough);
        for (int obj = 0; obj < objects.Count; obj++)
        {
            double distance = (episode.BelievedPose(step, obj).Position - episode.TruePose(step, obj).Position).Length;
            if (distance > off)
                (thing, off) = (objects[obj], distance);
        }

        string belief = thing.Length == 0
            ? (episode.Flags(step) & StepFlags.Revealed) != 0 ? " · truth known" : ""
            : string.Create(CultureInfo.InvariantCulture, $" · {TerminalText.OneLine(thing)} believed {100 * off:0.0} cm off");
        return mode + belief;
    }

    // Braces and backslashes would be commands.
    private static string Escaped(string words) =>
        words.Replace('{', '(').Replace('}', ')').Replace('\\', '/');

    private string Time(int frame)
    {
        var at = TimeSpan.FromSeconds(frame / framesPerSecond);
        return string.Create(
            CultureInfo.InvariantCulture, $"{(int)at.TotalHours}:{at.Minutes:00}:{at.Seconds:00}.{at.Milliseconds / 10:00}");
    }
}
