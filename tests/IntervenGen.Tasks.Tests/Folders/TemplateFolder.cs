using IntervenGen.Core;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Folders;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.Tests.Folders;

/// <summary>The template's folder in a scratch place, to be changed and opened.</summary>
internal sealed class TemplateFolder : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("igen-task-").FullName;

    public TemplateFolder() => TaskTemplate.Write(Path);

    public string Path => System.IO.Path.Combine(_parent, "my-task");

    public string Parent => _parent;

    /// <summary>Replaces a text of a file, which must be there.</summary>
    public TemplateFolder Change(string from, string to, string file = TaskFolder.FileName)
    {
        string path = System.IO.Path.Combine(Path, file), text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
        return this;
    }

    public void Write(string file, string text) => File.WriteAllText(System.IO.Path.Combine(Path, file), text);

    public SimulatedTask Open(Observability observability = Observability.Full) =>
        TaskFolder.Read(Path).Open(new TaskOptions(Observability: observability));

    /// <summary>The line that opening it ends with, the scratch folder's path left out.</summary>
    public string Refusal()
    {
        string message = Assert.ThrowsAny<UsageException>(() => Open().Dispose()).Message;
        return message.Replace(Path, "my-task", StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_parent, recursive: true);
}
