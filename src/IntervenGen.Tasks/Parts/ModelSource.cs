using System.Text;
using System.Text.RegularExpressions;
using IntervenGen.Core;
using IntervenGen.Tasks.Robots;

namespace IntervenGen.Tasks.Parts;

/// <summary>MJCF models that are embedded in this assembly: scenes of the built-in tasks, robots, and the room.</summary>
/// <remarks>MuJoCo resolves includes only from files on disk; here the text is spliced in the same way.</remarks>
public static partial class ModelSource
{
    private const string Extension = ".xml", AnyRobot = "robot";

    /// <summary>Names of the files that any scene may include.</summary>
    public static IReadOnlyList<string> Library { get; } =
        [.. typeof(ModelSource).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(Extension, StringComparison.Ordinal)
                && Text(name).Contains("<mujocoinclude>", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    /// <summary>Reads an embedded model and resolves its includes.</summary>
    /// <param name="name">File name, such as <c>nut-insertion.xml</c>.</param>
    /// <exception cref="IntervenGenException">This assembly embeds no such model.</exception>
    public static string Read(string name) => Resolve(Text(name), null);

    /// <summary>Whether a file is in the library.</summary>
    internal static bool Has(string name) => Library.Contains(name);

    /// <summary>A text with every include of the library, and of a robot, in its place.</summary>
    /// <param name="text">The text.</param>
    /// <param name="robot">The robot; null for the default one.</param>
    internal static string Resolve(string text, Robot? robot) => Include().Replace(text, match =>
    {
        string file = match.Groups[1].Value;
        if (robot is not null && robot.Includes.TryGetValue(file, out string? own))
            return own;
        bool isDefault = robot is null && file.StartsWith(AnyRobot, StringComparison.Ordinal);
        return Body(Resolve(Text(isDefault ? Robot.Default + file[AnyRobot.Length..] : file), robot));
    });

    /// <summary>An embedded text as it is.</summary>
    internal static string Text(string name)
    {
        using Stream stream = typeof(ModelSource).Assembly.GetManifestResourceStream(name)
            ?? throw new IntervenGenException($"no embedded model '{name}'");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>What an included text's root element contains.</summary>
    internal static string Body(string xml)
    {
        const string open = "<mujocoinclude>", close = "</mujocoinclude>";
        int start = xml.IndexOf(open, StringComparison.Ordinal);
        int end = xml.LastIndexOf(close, StringComparison.Ordinal);
        return start < 0 || end < start
            ? throw new UsageException("an included model has no <mujocoinclude> element")
            : xml[(start + open.Length)..end];
    }

    [GeneratedRegex("<include file=\"([^\"]+)\"\\s*/>")]
    private static partial Regex Include();
}
