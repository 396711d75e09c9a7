using IntervenGen.Core;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.Folders;

/// <summary>A small task that runs at once, with comments, to be changed into one's own.</summary>
public static class TaskTemplate
{
    private const string Placeholder = "TASK-NAME", Scene = "scene.xml";

    /// <summary>Writes the template into a folder.</summary>
    /// <param name="path">The folder, whose name becomes the task's; it must not exist, or be empty.</param>
    /// <returns>The files that were written.</returns>
    /// <exception cref="UsageException">The folder holds something, or its name cannot be a task's.</exception>
    public static IReadOnlyList<string> Write(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string name = NameOf(path);
        using var folder = OutputFolder.Create(path);
        File.WriteAllText(
            Path.Combine(folder.Unfinished, TaskFolder.FileName),
            new EmbeddedFiles("template").Read(TaskFolder.FileName).Replace(Placeholder, name, StringComparison.Ordinal));
        File.WriteAllText(
            Path.Combine(folder.Unfinished, Scene), ModelSource.Text("template-scene.xml").Replace(
                Placeholder, name, StringComparison.Ordinal));
        folder.Complete();
        return [TaskFolder.FileName, Scene];
    }

    private static string NameOf(string path)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        return NameRule.Allows(name)
            ? name
            : throw new UsageException($"'{name}' can't be a task's name: {NameRule.Text}");
    }
}
