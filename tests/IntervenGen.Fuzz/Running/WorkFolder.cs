namespace IntervenGen.Fuzz.Running;

/// <summary>A folder for one target's files, in memory where there is room: thousands of files a second are written and removed.</summary>
internal sealed class WorkFolder : IDisposable
{
    private const string Memory = "/dev/shm";
    private const long Room = 1L << 30;

    private readonly string _root;

    public WorkFolder(string target)
    {
        bool fits = !TargetCatalog.WantsDisk(target) && Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > Room;
        _root = Path.Combine(fits ? Memory : Path.GetTempPath(), $"igen-fuzz-{Environment.ProcessId}-{Guid.NewGuid():n}");
        Clear();
    }

    /// <summary>The file of the numbers.</summary>
    public string Progress => Path.Combine(_root, "progress");

    /// <summary>The worker's temporary folder.</summary>
    public string Temporary => Path.Combine(_root, "temp");

    /// <summary>Removes what a worker left.</summary>
    public void Clear()
    {
        foreach (string folder in Directory.Exists(_root) ? Directory.GetDirectories(_root) : [])
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(Temporary);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
