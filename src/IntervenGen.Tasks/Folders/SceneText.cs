using System.Text.RegularExpressions;
using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Tasks.Parts;
using IntervenGen.Tasks.Robots;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Folders;

/// <summary>The scene of a task's folder with everything that it includes.</summary>
/// <remarks>
/// Files that the folder does not have are taken from the library: the robots' and the room's. So a scene is a few lines, and the same
/// scene has another robot where one is asked for.
/// </remarks>
internal static partial class SceneText
{
    private const int MaxIncludes = 64;

    /// <summary>Reads the scene.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="scene">The scene's file.</param>
    /// <param name="robot">The robot that stands where the scene includes <c>robot.xml</c>.</param>
    /// <exception cref="UsageException">A file is missing, leads out of the folder, or is included twice.</exception>
    /// <returns>The scene, and the files of the folder that it is made of.</returns>
    public static (MjcfSource Scene, IReadOnlyList<string> Files) Read(ITaskFiles files, YamlName scene, Robot robot)
    {
        try
        {
            string text = files.Read(scene.Text);
            if (!robot.IsDefault && text.Contains("\"panda.xml\"", StringComparison.Ordinal))
                throw new UsageException(
                    $"'{scene}' includes panda.xml, which is always the Panda: write robot.xml, robot-defaults.xml and " +
                    $"robot-actuators.xml instead, so that '{robot.Name}' can stand there");
            if (files.Path is null)
                return (MjcfSource.Own(ModelSource.Resolve(text, robot), scene.Text), []);
            var seen = new HashSet<string> { scene.Text };
            string whole = Resolve(files, text, seen, robot);
            return (MjcfSource.InFolder(whole, scene.Text, files.Path), [.. seen.Where(file => IsOwn(files, file))]);
        }
        catch (UsageException exception) when (exception is not FaultsException)
        {
            throw new UsageException($"{scene.Place}: {exception.Message}", exception);
        }
    }

    /// <summary>A text with every include in its place.</summary>
    /// <param name="files">The folder, whose files come first.</param>
    /// <param name="text">The text.</param>
    /// <param name="seen">Files that are included already.</param>
    /// <param name="robot">The robot; null in its own files.</param>
    public static string Resolve(ITaskFiles files, string text, HashSet<string> seen, Robot? robot) => Include().Replace(text, match =>
    {
        string file = match.Groups[1].Value;
        if (!seen.Add(file))
            throw new UsageException($"'{file}' is included twice");
        if (seen.Count > MaxIncludes)
            throw new UsageException($"more than {MaxIncludes} files are included");
        bool isOwn = IsOwn(files, file);
        if (!isOwn && robot is not null && robot.Includes.TryGetValue(file, out string? part))
            return part;
        if (!isOwn && !ModelSource.Has(file))
            throw new UsageException(
                $"included file '{file}' is neither in the folder nor in the library ({string.Join(", ", ModelSource.Library)})");
        return Resolve(files, ModelSource.Body(isOwn ? files.Read(file) : ModelSource.Text(file)), seen, robot);
    });

    private static bool IsOwn(ITaskFiles files, string file) =>
        files.Path is not null && File.Exists(Path.Combine(files.Path, file));

    [GeneratedRegex("<include\\s+file=\"([^\"]+)\"\\s*/>")]
    private static partial Regex Include();
}
