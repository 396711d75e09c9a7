namespace IntervenGen;

/// <summary>A folder for what is made only to be looked at, removed with all that is in it.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public ScratchFolder(string? parent)
    {
        Path = parent is null
            ? Directory.CreateTempSubdirectory("igen-").FullName
            : Directory.CreateDirectory(System.IO.Path.Combine(parent, $"igen-bench-{Environment.ProcessId}")).FullName;
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
