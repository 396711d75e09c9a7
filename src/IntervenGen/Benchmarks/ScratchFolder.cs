namespace IntervenGen;

/// <summary>A folder for what a benchmark makes, removed with all that is in it.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public ScratchFolder(string? parent)
    {
        if (parent is not null)
            Directory.CreateDirectory(parent);
        Path = Directory.CreateDirectory(
            System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), $"igen-bench-{Environment.ProcessId}")).FullName;
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
