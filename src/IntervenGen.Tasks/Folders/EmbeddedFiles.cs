using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Tasks.Folders;

/// <summary>The files of a built-in task or robot, embedded in this assembly.</summary>
internal sealed class EmbeddedFiles(string task) : ITaskFiles
{
    public string Name => task;

    public string? Path => null;

    public string Read(string file)
    {
        using Stream stream = Open(file) ?? throw new UsageException($"'{task}' has no file '{file}'");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    // A description lies under its name, models under their own, which are all different.
    private Stream? Open(string file) =>
        typeof(EmbeddedFiles).Assembly.GetManifestResourceStream(
            file is TaskFolder.FileName or RobotFolder.FileName ? $"{task}/{file}" : file);
}
