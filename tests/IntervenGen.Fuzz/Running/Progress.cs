using System.IO.MemoryMappedFiles;

namespace IntervenGen.Fuzz.Running;

/// <summary>Where a worker is, in a mapped file: whatever kills the worker, the numbers stay.</summary>
/// <remarks>One worker writes, the supervisor reads. Each number is one aligned 64-bit store.</remarks>
internal sealed class Progress : IDisposable
{
    private const int Numbers = 8;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private Progress(MemoryMappedFile file)
    {
        _file = file;
        _view = file.CreateViewAccessor(0, Numbers * sizeof(long));
    }

    /// <summary>The input under way, or the next one between two.</summary>
    public long Iteration { get => Get(0); set => Set(0, value); }

    /// <summary>When the input under way was begun, in <see cref="Environment.TickCount64"/>; 0 between two and while preparing.</summary>
    public long BegunAt { get => Get(1); set => Set(1, value); }

    /// <summary>Inputs that ended with a value.</summary>
    public long Accepted { get => Get(2); set => Set(2, value); }

    /// <summary>Inputs that ended with one of the project's own exceptions.</summary>
    public long Refused { get => Get(3); set => Set(3, value); }

    /// <summary>Inputs that ended in any other way.</summary>
    public long Failed { get => Get(4); set => Set(4, value); }

    /// <summary>Most resident memory above the baseline, bytes.</summary>
    public long PeakGrowth { get => Get(5); set => Set(5, value); }

    /// <summary>Milliseconds spent on inputs, preparing and starting left out.</summary>
    public long SpentMs { get => Get(6); set => Set(6, value); }

    public long Inputs => Accepted + Refused + Failed;

    public static Progress Create(string path) =>
        new(MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, Numbers * sizeof(long)));

    public static Progress Open(string path) => new(MemoryMappedFile.CreateFromFile(path, FileMode.Open));

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private long Get(int index) => _view.ReadInt64(index * sizeof(long));

    private void Set(int index, long value) => _view.Write(index * sizeof(long), value);
}
